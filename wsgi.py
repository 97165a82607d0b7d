"""The application that a WSGI server runs."""

from app import create_app

app = create_app()
