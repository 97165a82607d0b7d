"""python -m app.received.file: look at one file in a process of its own; only `child` calls this."""

import sys

from app.received.file.child import work

work(sys.argv[1])
