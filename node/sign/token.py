"""Keys in PKCS#11 tokens: which are plugged in, which certificate signs, and a PIN that is tried once.

A token locks itself after a few wrong PINs, and its owner then stands before a counter that cannot sign. So a PIN is
sent once, never when only one try is left, and what the token says about its PIN is told. Drivers crash and hang when
a token is pulled out: this module runs in the signing child only (PKCS #11 v2.40; `node.sign.child`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, ObjectClass, TokenFlag
from pyhanko.sign.pkcs11 import PKCS11Signer

from node.sign.keys import TokenKey
from node.sign.pkcs12 import is_for_signing
from node.sign.port import TokenFound
from node.sign.problems import SigningProblem

_PIN_STATES = (
    (TokenFlag.USER_PIN_LOCKED, "locked"),
    (TokenFlag.USER_PIN_FINAL_TRY, "last"),
    (TokenFlag.USER_PIN_COUNT_LOW, "low"),
)


def tokens_of(module: str) -> list[TokenFound]:
    """Every token that a driver shows. Raises TOKEN_MODULE_MISSING, TOKEN_NOT_ANSWERING."""
    found = []
    for token in _tokens(module):
        with driver_faults():
            found.append(
                TokenFound(
                    token.label.strip(),
                    _serial(token),
                    str(token.manufacturer_id).strip(),
                    _pin_state(token),
                    _shown(token),
                )
            )
    return found


@contextmanager
def open_token(key: TokenKey, moment: datetime.datetime) -> Iterator[PKCS11Signer]:
    """A signer with the chosen certificate, its session open meanwhile.

    Raises TOKEN_MODULE_MISSING, TOKEN_NOT_FOUND, TOKEN_NOT_ANSWERING, PIN_WRONG, PIN_LAST_TRY, PIN_LOCKED,
    TOKEN_CERT_MISSING, TOKEN_CERT_AMBIGUOUS.
    """
    token = _chosen(key)
    state = _pin_state(token)
    if state in ("locked", "last"):
        raise SigningProblem("PIN_LOCKED" if state == "locked" else "PIN_LAST_TRY", token.label.strip())
    with driver_faults():
        try:
            session = token.open(user_pin=key.pin)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
            raise SigningProblem("PIN_WRONG", _pin_state(_chosen(key))) from error
        except pkcs11.PinLocked as error:
            raise SigningProblem("PIN_LOCKED", token.label.strip()) from error
        with session:
            yield _signer(session, key, moment)


def _signer(session: pkcs11.Session, key: TokenKey, moment: datetime.datetime) -> PKCS11Signer:
    held = _certificates(session)
    private = {
        found[Attribute.ID] for found in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})
    }
    own = [(label, cert, ident) for label, cert, ident in held if ident in private]
    _, certificate, ident = _choice(own, key, moment)
    # Tokens that hash by themselves are rare for elliptic curves; a digest is signed by all.
    is_raw = certificate.public_key.algorithm == "ec"
    return PKCS11Signer(
        session,
        signing_cert=certificate,
        key_id=ident,
        ca_chain=[cert for _, cert, other in held if other not in private],
        use_raw_mechanism=is_raw,
    )


def _choice(
    own: list[tuple[str, x509.Certificate, bytes]], key: TokenKey, moment: datetime.datetime
) -> tuple[str, x509.Certificate, bytes]:
    """The certificate that was named, else the holder's, else the only one that can sign at `moment`."""
    if key.certificate:
        found = [one for one in own if key.certificate in _names(one)]
    else:
        usable = [
            one
            for one in own
            if one[1].not_valid_before <= moment <= one[1].not_valid_after and is_for_signing(one[1])
        ]
        found = [one for one in usable if key.holder and key.holder in _names(one)] or usable
    if not found:
        raise SigningProblem("TOKEN_CERT_MISSING", f"{len(own)} held")
    if len(found) > 1:
        raise SigningProblem("TOKEN_CERT_AMBIGUOUS", f"{len(found)} match")
    return found[0]


def _names(one: tuple[str, x509.Certificate, bytes]) -> tuple[str, ...]:
    label, certificate, _ = one
    return (
        sha256(certificate.dump()).hexdigest(),
        label,
        str(certificate.subject.native.get("common_name", "")),
    )


def _certificates(session: pkcs11.Session) -> list[tuple[str, x509.Certificate, bytes]]:
    objects = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    return [
        (str(one[Attribute.LABEL]), x509.Certificate.load(one[Attribute.VALUE]), one[Attribute.ID])
        for one in objects
    ]


def _shown(token: pkcs11.Token) -> tuple[tuple[str, str, str, str], ...]:
    """Certificates that the token shows without a PIN."""
    with token.open() as session:
        held = _certificates(session)
    return tuple(
        (_names(one)[0], one[0], _names(one)[2], one[1].not_valid_after.isoformat(timespec="seconds"))
        for one in held
    )


def _chosen(key: TokenKey) -> pkcs11.Token:
    found = [
        token for token in _tokens(str(key.module)) if key.token in ("", token.label.strip(), _serial(token))
    ]
    if len(found) != 1:
        raise SigningProblem("TOKEN_NOT_FOUND", f"{len(found)} match")
    return found[0]


def _tokens(module: str) -> list[pkcs11.Token]:
    try:
        library = pkcs11.lib(module)
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise SigningProblem("TOKEN_MODULE_MISSING", type(error).__name__) from error
    with driver_faults():
        tokens = [slot.get_token() for slot in library.get_slots(token_present=True)]
    return [token for token in tokens if TokenFlag.TOKEN_INITIALIZED in token.flags]


def _serial(token: pkcs11.Token) -> str:
    return bytes(token.serial).decode("ascii", "replace").strip()


def _pin_state(token: pkcs11.Token) -> str:
    if TokenFlag.USER_PIN_INITIALIZED not in token.flags:
        return "unset"
    return next((word for flag, word in _PIN_STATES if flag in token.flags), "ok")


@contextmanager
def driver_faults() -> Iterator[None]:
    """Whatever else a driver says means that the token does not answer as it should."""
    try:
        yield
    except (pkcs11.DeviceRemoved, pkcs11.TokenNotPresent, pkcs11.SlotIDInvalid) as error:
        raise SigningProblem("TOKEN_NOT_FOUND", type(error).__name__) from error
    except pkcs11.PKCS11Error as error:
        raise SigningProblem("TOKEN_NOT_ANSWERING", type(error).__name__) from error
