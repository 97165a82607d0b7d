"""Files that people send: what they are by their content; pictures made anew, papers only as they may be kept.

Pure functions of bytes. `settle_apart` runs them in a process of its own, with limits of memory and time.
"""

from app.received.file.accept import settle as settle
from app.received.file.child import settle_apart as settle_apart
from app.received.file.fit import MOST_BYTES as MOST_BYTES
from app.received.file.fit import MOST_PIXELS as MOST_PIXELS
from app.received.file.fit import AcceptedFile as AcceptedFile
from app.received.file.fit import UnfitError as UnfitError
