"""Pages of the institutions, each for the signed-in one only; addresses begin with /own, invitations with /I."""

from flask import Blueprint

blueprint = Blueprint("own", __name__)
