"""The demonstration: a fictional assembly with its people, dossiers and choices, the same for the same seed.

Every person and institution here is invented. The seed fixes people and choices only; keys, credentials and
the randomness of ballots never come from here.
"""

from app.demonstration.assembly import assembly as assembly
from app.demonstration.choices import choices as choices
