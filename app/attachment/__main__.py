"""python -m app.attachment: look at one file in a process of its own; only `child` calls this."""

import sys

from app.attachment.child import work

work(sys.argv[1])
