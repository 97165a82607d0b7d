"""Pages of the institutions, each for the signed-in one only; addresses begin with /own, invitations with /I."""

from flask import Blueprint

blueprint = Blueprint("own", __name__)

from app.views.own import account, browser, code, invitation, paper, passkey, sign_in, start  # noqa: E402, F401
