"""The verifier in one file: its own Ed25519, and what it may use of Python."""

import ast
import inspect
import random
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yibiao.files.auditlog.signatures import signature_check
from yibiao.packs.verifier import yibiao_verify as second
from yibiao.packs.verifier.yibiao_verify import ORDER, P, is_signed

by_library = signature_check()

# RFC 8032, section 7.1: TEST 1, 2, 3 and SHA(abc): secret key, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize("vector", VECTORS, ids=["1", "2", "3", "sha-abc"])
def test_published_signatures(vector):
    secret, key, message, signature = map(bytes.fromhex, vector)
    private = Ed25519PrivateKey.from_private_bytes(secret)
    assert (private.public_key().public_bytes_raw(), private.sign(message)) == (key, signature)
    assert is_signed(key, message, signature)
    assert by_library(key, message, signature)
    for at in (0, 31, 32, 63):
        for bit in (1, 128):
            changed = signature[:at] + bytes([signature[at] ^ bit]) + signature[at + 1 :]
            assert not is_signed(key, message, changed)
    assert not is_signed(key, message + b"\0", signature)


def test_signatures_as_the_library_makes_and_refuses_them():
    rng = random.Random(7)
    for _ in range(40):
        private = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        key, message = private.public_key().public_bytes_raw(), rng.randbytes(rng.randrange(2000))
        signature = private.sign(message)
        assert is_signed(key, message, signature)
        s = int.from_bytes(signature[32:], "little")
        for other in (
            (key, message, signature[:32] + (s + ORDER).to_bytes(32, "little")),  # malleable (RFC 8032, 5.1.7)
            (key, message, signature[32:] + signature[:32]),
            (key, message, rng.randbytes(64)),
            (rng.randbytes(32), message, signature),
            (key, rng.randbytes(9), signature),
        ):
            assert is_signed(*other) is by_library(*other) is False


@pytest.mark.parametrize(("key", "signature"), [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_what_is_no_key_and_no_signature(key, signature):
    assert not is_signed(bytes(key), b"", bytes(signature))
    assert not by_library(bytes(key), b"", bytes(signature))


def test_points_have_one_encoding():
    assert second._point((1).to_bytes(32, "little"))[:2] == (0, 1)
    assert second._point((P + 1).to_bytes(32, "little")) is None  # the same y, not reduced
    assert second._point((1 | 1 << 255).to_bytes(32, "little")) is None  # minus zero
    assert second._point((2).to_bytes(32, "little")) is None  # on no point of the curve
    for sign in (0, 1):
        x = second._point((3 | sign << 255).to_bytes(32, "little"))[0]
        assert x & 1 == sign


def test_the_base_point():
    """RFC 8032, section 5.1."""
    x, y, _, _ = second.BASE
    assert x == 15112221349535400772501151409588531511454012693041857206046113283949847762202
    assert y == 46316835694926478169428394003475163141307993866256225615783033603165251855960


def test_the_verifier_needs_an_old_python_and_nothing_else():
    tree = ast.parse(inspect.getsource(second), feature_version=(3, 8))
    imported = {name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {(node.module or ".").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= set(sys.stdlib_module_names)
    # Of later versions: methods, and arguments (zip's strict, dataclass's slots).
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not used & {"removeprefix", "removesuffix", "bit_count", "is_relative_to", "readlink", "batched", "pairwise"}
    arguments = {keyword.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for keyword in node.keywords}
    assert not arguments & {"strict", "slots", "kw_only", "exit_on_error"}
