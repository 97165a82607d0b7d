"""What an institution may write, in lists and in forms: how long its texts are, which years it names."""

from __future__ import annotations

from datetime import timedelta

LONGEST = {
    "name_fa": 200, "name_en": 200, "name_ar": 200, "registration": 40, "registered_at": 80, "national_id": 20,
    "permit_authority": 120, "permit_number": 60, "permit_subject": 200, "representative_fa": 120,
    "representative_en": 120, "representative_ar": 120, "phone": 60, "email": 120, "address": 300, "postal_code": 20,
    "website": 200, "letter_number": 60,
}  # fmt: skip
"""How long a text may be; the form of one institution has the same limits."""

FOUNDED = range(1200, 1501)
"""The Solar years in which an institution may have been founded; the oldest charities of today are of the 1200s."""
LIFETIME = timedelta(days=70 * 366)
"""For how long a permit may at most be given."""
DONE = range(1300, 1501)
"""The Solar years of an achievement."""
TABLET_NAME = 40
"""How long the name of a tablet is, beside its number."""
