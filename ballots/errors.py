"""The one tree of errors of the protocol. Every decoder and check in `ballots` raises only these.

`code` is stable: it is what a report, a test vector or a message to a voter refers to. The text given to the
constructor is English detail for the operator; it never holds a key, a mark or a credential.
"""

from typing import ClassVar


class BallotsError(Exception):
    """The base: catch it to catch every refusal of this package."""

    code: ClassVar[str] = "ballots-error"

    def __init__(self, detail: str = "") -> None:
        """Keep `detail`, an English sentence without secrets."""
        super().__init__(detail or self.code)


# Text and bytes (encoding.py)


class EncodingError(BallotsError):
    """The bytes are not a JSON text that this protocol allows."""

    code = "encoding-malformed"


class SizeLimitError(EncodingError):
    """The bytes are longer than the limit of their kind."""

    code = "encoding-too-large"


class DepthLimitError(EncodingError):
    """The JSON text is nested deeper than any message of the protocol."""

    code = "encoding-too-deep"


class DuplicateKeyError(EncodingError):
    """A JSON object names one field twice."""

    code = "encoding-duplicate-key"


class NumberFormatError(EncodingError):
    """A number is too long, signed, fractional or has leading zeros."""

    code = "encoding-number-format"


class NotCanonicalError(EncodingError):
    """The bytes say something valid in another than the one allowed spelling."""

    code = "encoding-not-canonical"


class ShapeError(EncodingError):
    """A field is missing, unknown, out of order, or of the wrong kind or count."""

    code = "encoding-wrong-shape"


# Numbers of the group (group.py)


class ScalarRangeError(BallotsError):
    """A scalar is not in 0..q-1."""

    code = "scalar-out-of-range"


class ElementRangeError(BallotsError):
    """A group element is not in 1..p-1."""

    code = "element-out-of-range"


class ElementMembershipError(BallotsError):
    """A number is in 1..p-1 but not in the subgroup of order q."""

    code = "element-not-in-group"


class LogarithmError(BallotsError):
    """No exponent up to the given bound gives the element."""

    code = "logarithm-not-found"


# Voting credentials (credential.py)


class CredentialError(BallotsError):
    """A voting credential or a list of them is wrong."""

    code = "credential-error"


class CredentialFormatError(CredentialError):
    """A typed credential has another length or a character outside Base58."""

    code = "credential-format"


class CredentialChecksumError(CredentialError):
    """A typed credential is well formed but its check character does not fit: a typing slip."""

    code = "credential-checksum"


class CredentialListError(CredentialError):
    """A list of public credentials is empty, unsorted, repeats one, or has a wrong weight."""

    code = "credential-list"


# Elections (election.py)


class ElectionError(BallotsError):
    """An election description breaks a rule of the protocol."""

    code = "election-error"


class ElectionVersionError(ElectionError):
    """The protocol version is not 1."""

    code = "election-version"


class ElectionGroupError(ElectionError):
    """The election names a group that this program does not implement."""

    code = "election-group"


class ElectionUuidError(ElectionError):
    """The election's uuid is too short, too long or not Base58."""

    code = "election-uuid"


class ElectionTextError(ElectionError):
    """A name or description is longer than the limit."""

    code = "election-text"


class AnswersAlikeError(ElectionError):
    """Two answers of a question cannot be told apart, or one cannot be read aloud for what it is."""

    code = "election-answers-alike"


class QuestionError(ElectionError):
    """A question has no answers, or bounds that no ballot can meet."""

    code = "election-question"


# Trustees (trustees.py)


class TrusteeError(BallotsError):
    """Something about a trustee's key or the list of trustees is wrong."""

    code = "trustee-error"


class TrusteeKindError(TrusteeError):
    """A trustee is not of the kind `Single`, the only one used here."""

    code = "trustee-kind"


class TrusteeProofError(TrusteeError):
    """The proof of knowledge of a trustee's private key fails."""

    code = "trustee-proof"


class TrusteeNameError(TrusteeError):
    """A trustee's name is longer than the limit."""

    code = "trustee-name"


class TrusteeListError(TrusteeError):
    """The list of trustees is empty, too long, or repeats a key."""

    code = "trustee-list"


class ElectionKeyError(TrusteeError):
    """The election's public key is not the product of the trustees' keys, or is 1."""

    code = "election-key"


class PartialDecryptionError(TrusteeError):
    """A partial decryption has another shape than the tally, or its proof fails."""

    code = "partial-decryption-proof"


class BindingError(TrusteeError):
    """The binding of a partial decryption does not hold: its factors need not be those of this tally."""

    code = "binding-proof"


class PartialDecryptionCountError(TrusteeError):
    """A trustee's partial decryption is missing or there are too many."""

    code = "partial-decryption-count"


# Choices a voter makes (ballot.py, encrypting)


class ChoiceError(BallotsError):
    """The choices cannot be put on a ballot."""

    code = "choice-error"


class ChoiceShapeError(ChoiceError):
    """The choices have another shape than the questions, or an entry is neither 0 nor 1."""

    code = "choice-shape"


class TooManyMarksError(ChoiceError):
    """More answers are marked than the question allows."""

    code = "choice-too-many-marks"


class TooFewMarksError(ChoiceError):
    """Fewer answers are marked than the question asks for."""

    code = "choice-too-few-marks"


class BlankWithMarksError(ChoiceError):
    """The blank entry is marked together with answers."""

    code = "choice-blank-with-marks"


# Ballots (ballot.py, checking)


class BallotError(BallotsError):
    """A ballot is well formed but must not be accepted."""

    code = "ballot-error"


class ForeignBallotError(BallotError):
    """The ballot was made for another election."""

    code = "ballot-foreign"


class UnknownCredentialError(BallotError):
    """The credential is not in the election's list of public credentials."""

    code = "credential-unknown"


class IndividualProofError(BallotError):
    """The proof that one encrypted mark is 0 or 1 fails."""

    code = "ballot-individual-proof"


class OverallProofError(BallotError):
    """The proof that the number of marks is within the question's bounds fails."""

    code = "ballot-overall-proof"


class BlankProofError(BallotError):
    """The proof that a ballot is either blank or has marks fails."""

    code = "ballot-blank-proof"


class BallotHashError(BallotError):
    """The hash inside the signature is not the hash of the ballot's body."""

    code = "ballot-hash"


class BallotSignatureError(BallotError):
    """The signature does not fit the ballot's credential."""

    code = "ballot-signature"


class OpeningFormatError(BallotError):
    """A text is not the opening of a ballot of this election."""

    code = "opening-format"


class OpeningCastError(BallotError):
    """The opening is of a ballot that was cast: showing it would prove a vote."""

    code = "opening-cast"


# Tallies (tally.py)


class TallyError(BallotsError):
    """A tally or a result is wrong."""

    code = "tally-error"


class TallyShapeError(TallyError):
    """A tally has another shape than the election's questions."""

    code = "tally-shape"


class TallyWeightError(TallyError):
    """The total weight of a tally does not fit its ballots."""

    code = "tally-weight"


class ResultImplausibleError(TallyError):
    """The counts of a question cannot come from ballots within its bounds."""

    code = "result-implausible"


class ResultRangeError(TallyError):
    """A decrypted sum is not in 0..total weight."""

    code = "result-out-of-range"


# Signed tokens (token.py, ed25519.py)


class TokenError(BallotsError):
    """A signed token is not to be trusted, or cannot be made."""

    code = "token-error"


class TokenFormatError(TokenError):
    """The text is not 160 upper-case base32 characters, or its version is unknown."""

    code = "token-format"


class TokenForgedError(TokenError):
    """The signature is not by the key that the token names, or that key is unknown."""

    code = "token-forged"


class TokenKindError(TokenError):
    """The token is genuine but of another kind, for example a letter's where a slip's is asked."""

    code = "token-kind"


class TokenForeignError(TokenError):
    """The token is genuine but belongs to another election or assembly."""

    code = "token-foreign"


class TokenExpiredError(TokenError):
    """The token is genuine but its time is over."""

    code = "token-expired"


class TokenFieldError(TokenError):
    """A field of a token to be signed is out of its range or length."""

    code = "token-field"


class PublicKeyError(TokenError):
    """An Ed25519 public key is malformed, not canonical, or of small order."""

    code = "public-key"
