"""The application that a WSGI server runs, and what it may be asked when the head of a large body is there."""

from functools import partial

from app import create_app
from app.web.large_body import may_send as may_send_to

app = create_app()
may_send = partial(may_send_to, app)
