"""Who holds a slip's secret: asked before a tracker is given that no signed head shows. SPEC: the slip's vote."""

from typing import cast

from ballots.credential import derive_secret
from ballots.election import Election
from ballots.encoding import Json
from ballots.errors import BallotsError
from ballots.group import Random
from ballots.proofs import Proof, decode_proof, encode_proof, prove_logarithm, verify_logarithm


def prove_holder(election: Election, credential: str, random: Random) -> Json:
    """Return the proof of who holds a credential, as JSON: the Python twin of the booth's script."""
    secret = derive_secret(credential, election.uuid)
    public = election.group.encode_element(election.group.generator_power(secret))
    return encode_proof(prove_logarithm(election.group, _prefix(election, public), secret, random))


def is_holder(election: Election, public: str, proof: object) -> bool:
    """Tell whether what somebody sent, as JSON, proves that the secret of this public credential (base 10) is held."""
    try:
        element = election.group.decode_element(public)
        read: Proof = decode_proof(cast("Json", proof), election.group)
    except BallotsError:
        return False
    return verify_logarithm(election.group, _prefix(election, public), element, read)


def _prefix(election: Election, public: str) -> str:
    return f"majma|holder|1|{election.fingerprint}|{public}|"
