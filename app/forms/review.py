"""What a reviewer finds, proposes and records."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError

from app.forms.fields import SecondOfficer, at_most, clean, clean_lines, offered, one_of, required
from app.language.reference import eligibility_rules, provinces, rejection_reasons
from app.states.nomination import ANY_WAITING, Decision, Finding, NominationStatus

VERDICTS = ((Finding.MET, _("Met")), (Finding.NOT_MET, _("Not met")), (Finding.UNCLEAR, _("Unclear")))
STATUSES = (
    ("", _("All")),
    (ANY_WAITING, _("Waiting for a decision")),
    (NominationStatus.SUBMITTED, _("Submitted")),
    (NominationStatus.REVIEW, _("In review")),
    (NominationStatus.RETURNED, _("Returned for mending")),
    (NominationStatus.ACCEPTED, _("Accepted")),
    (NominationStatus.REJECTED, _("Rejected")),
    (NominationStatus.APPEALED, _("Appealed")),
    (NominationStatus.WITHDRAWN, _("Withdrawn")),
)


def reason_codes() -> frozenset[str]:
    """The codes of reasons for a rejection."""
    return frozenset(entry.code for entry in rejection_reasons())


class WorkForm(FlaskForm):
    """What the list of nominations shows."""

    class Meta:
        """A search changes nothing: it needs no token."""

        csrf = False

    status = SelectField(_("Status"), choices=offered(STATUSES), validate_choice=False)
    province = SelectField(_("Province"), validate_choice=False)
    search = StringField(_("Name or receipt number"), [at_most(100)], filters=[clean])

    def offer(self, language: str) -> None:
        """Fill the list of provinces."""
        self.province.choices = offered(
            [("", _("All")), *((entry.code, entry.name(language)) for entry in provinces())]
        )


class Versioned(FlaskForm):
    """A form that says which state of the nomination its reader saw."""

    version = HiddenField()


class RuleForm(FlaskForm):
    """The parent of the checklist: one choice for each rule, made from the data."""

    remark = TextAreaField(_("Remark for the file"), [at_most(1000)], filters=[clean_lines])
    version = HiddenField()

    def offer(self, language: str) -> None:
        """Write the rules in the language of the page."""
        for rule in eligibility_rules():
            self[rule.code].label.text = rule.name(language)

    def verdicts(self) -> dict[str, str]:
        """What was found, by the rule's code."""
        return {rule.code: self[rule.code].data or "" for rule in eligibility_rules()}


ChecklistForm: type[RuleForm] = type(
    "ChecklistForm",
    (RuleForm,),
    {rule.code: RadioField(choices=offered(VERDICTS), validate_choice=False) for rule in eligibility_rules()},
)
"""The checklist of this installation."""


class DecisionForm(FlaskForm):
    """A decision to propose, with what the institution reads."""

    decision = RadioField(
        _("Decision"),
        [required()],
        choices=offered(
            ((Decision.ACCEPT, _("Accept")), (Decision.RETURN, _("Return for mending")), (Decision.REJECT, _("Reject")))
        ),
    )
    reason = SelectField(_("Reason of a rejection"), [one_of(reason_codes)], validate_choice=False)
    text = TextAreaField(_("What the institution reads"), [at_most(2000)], filters=[clean_lines])
    version = HiddenField()

    def offer(self, language: str) -> None:
        """Fill the list of reasons."""
        self.reason.choices = offered(
            [("", _("Choose…")), *((entry.code, entry.name(language)) for entry in rejection_reasons())]
        )

    def validate_reason(self, field: SelectField) -> None:
        """A rejection has a reason."""
        if self.decision.data == Decision.REJECT and not field.data:
            raise ValidationError(_("A rejection needs a reason from the list."))

    def validate_text(self, field: TextAreaField) -> None:
        """What is to be mended, or why, is said in words."""
        if self.decision.data in (Decision.RETURN, Decision.REJECT) and not (field.data or "").strip():
            raise ValidationError(_("Please write what is to be mended, or why it is rejected."))


class WithdrawalForm(FlaskForm):
    """Why the office records a withdrawal."""

    withdrawal = TextAreaField(
        _("How and why the institution withdrew"), [required(), at_most(500)], filters=[clean_lines]
    )


class WithdrawalOfTwoForm(WithdrawalForm, SecondOfficer):
    """The same from the freezing on, when two officers record it."""
