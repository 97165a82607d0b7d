"""Files that people send: what they are by their content; pictures made anew, papers only as they may be kept.

Pure functions of bytes. `settle_apart` runs them in a process of its own, with limits of memory and time.
"""

from app.attachment.child import settle_apart as settle_apart
from app.attachment.settle import MOST_BYTES as MOST_BYTES
from app.attachment.settle import MOST_PIXELS as MOST_PIXELS
from app.attachment.settle import Attachment as Attachment
from app.attachment.settle import UnfitError as UnfitError
from app.attachment.settle import settle as settle
