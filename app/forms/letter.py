"""What letters say beside the result, and checking one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, StringField, TextAreaField, ValidationError

from app.forms.fields import (
    PaperLanguageField,
    SecondOfficer,
    at_most,
    clean,
    clean_arabic,
    clean_arabic_lines,
    clean_lines,
    offered,
    required,
)
from app.states.letter import Identified


class LetterTermsForm(FlaskForm):
    """Language, addressee, purpose and signatory of all letters of one election.

    The texts keep Arabic letters: their spelling is that of the chosen language, which is known only afterwards.
    """

    language = PaperLanguageField(_("Language of the letters"))
    recipient = TextAreaField(_("Addressee"), [required(), at_most(400)], filters=[clean_arabic_lines])
    purpose = StringField(_("Purpose"), [required(), at_most(300)], filters=[clean_arabic])
    signatory = StringField(_("Signatory"), [required(), at_most(120)], filters=[clean_arabic])
    signatory_post = StringField(_("Post of the signatory"), [required(), at_most(160)], filters=[clean_arabic])
    copies = TextAreaField(_("Copies to"), [at_most(600)], filters=[clean_arabic_lines])
    seen = HiddenField()


class LetterDraftForm(LetterTermsForm):
    """What one letter says: also who represents its institution."""

    representative_fa = StringField(_("Representative"), [required(), at_most(120)], filters=[clean])
    representative_en = StringField(_("Representative in English"), [at_most(120)], filters=[clean])
    representative_ar = StringField(_("Representative in Arabic"), [at_most(120)], filters=[clean_arabic])


class ReplacementForm(LetterDraftForm):
    """A letter in the place of another, and why."""

    reason = TextAreaField(_("Reason"), [required(), at_most(1000)], filters=[clean_lines])


class IdentifierForm(FlaskForm):
    """What was found of an identifier in doubt."""

    answer = RadioField(
        _("What does the document say?"),
        [required()],
        choices=offered(
            [
                (Identified.COMPARED, _("This number: I have compared it")),
                (Identified.OTHER, _("Another number, which the letter shall say")),
                (Identified.LEFT_OUT, _("No document is at hand: the letter leaves the identifier out")),
            ]
        ),
    )
    legal_id = StringField(_("National identifier by the document"), [at_most(20)], filters=[clean])

    def validate_legal_id(self, field: StringField) -> None:
        """Who chooses another number types it."""
        if self.answer.data == Identified.OTHER and not field.data:
            raise ValidationError(_("Please fill in this field."))


class VoidDraftForm(FlaskForm):
    """Why a draft is put away."""

    reason = TextAreaField(_("Reason"), [required(), at_most(1000)], filters=[clean_lines])


class RevokeForm(SecondOfficer):
    """Why a letter is no longer valid."""

    reason = TextAreaField(_("Reason"), [required(), at_most(1000)], filters=[clean_lines])


class LetterCheckForm(FlaskForm):
    """The code under the QR of a letter, or the text in it; and the letter's file, to compare."""

    code = StringField(_("Code on the letter"), [required(), at_most(400)], filters=[clean])
    file = FileField(_("The letter’s file (PDF)"))
