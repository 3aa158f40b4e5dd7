"""A real OpenLDAP server on loopback, with people in it and a certificate of its own."""

import datetime
import ipaddress
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

SLAPD = shutil.which("slapd") or shutil.which("/usr/sbin/slapd")
BASE = "dc=city,dc=example"
READER, READER_PASSWORD = f"cn=reader,{BASE}", "reader-password"

_CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
TLSCertificateFile {folder}/cert.pem
TLSCertificateKeyFile {folder}/key.pem
# Nobody is told anything without a password, and no password goes in the clear.
disallow bind_anon
security simple_bind=128
database mdb
directory {folder}/data
maxsize 10485760
suffix "{base}"
rootdn "cn=root,{base}"
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by * none
"""
_ENTRY = """
dn: uid={uid},ou={unit},{base}
objectClass: inetOrgPerson
uid: {uid}
cn: {uid}
sn: {uid}
userPassword: {password}
"""


class Directory(NamedTuple):
    """A running server: its port for StartTLS and for LDAPS, and its certificate."""

    plain: int
    tls: int
    certificate: Path
    process: subprocess.Popen[bytes]


@contextmanager
def running(folder: Path, people: dict[str, str], twice: str, host: str = "127.0.0.1") -> Iterator[Directory]:
    """Run a server with `people` (login: password); the login `twice` is there in two branches."""
    assert SLAPD is not None
    (folder / "data").mkdir()
    # A copy: AppArmor's profile of the installed one lets it read Debian's own folders alone.
    program = shutil.copy(SLAPD, folder / "slapd")
    certificate = _certificate(folder, host)
    config = folder / "slapd.conf"
    config.write_text(_CONFIG.format(folder=folder, base=BASE, reader=READER))
    _load(program, folder, config, people, twice)
    plain, tls = _free(), _free()
    addresses = f"ldap://127.0.0.1:{plain}/ ldaps://127.0.0.1:{tls}/"
    with open(folder / "slapd.log", "wb") as log:
        process = subprocess.Popen([program, "-f", str(config), "-h", addresses, "-d", "0"], stdout=log, stderr=log)
    try:
        _wait(process, (plain, tls))
        yield Directory(plain, tls, certificate, process)
    finally:
        process.terminate()
        process.wait(20)


def _load(program: Path, folder: Path, config: Path, people: dict[str, str], twice: str) -> None:
    entries = [f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: city\ndc: city\n"]
    entries += [f"dn: ou={unit},{BASE}\nobjectClass: organizationalUnit\nou: {unit}\n" for unit in ("people", "more")]
    entries += [
        f"dn: {READER}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\n"
        f"userPassword: {READER_PASSWORD}\n"
    ]
    entries += [_ENTRY.format(uid=uid, unit="people", base=BASE, password=word) for uid, word in people.items()]
    entries += [_ENTRY.format(uid=twice, unit="more", base=BASE, password=people[twice])]
    ldif = folder / "people.ldif"
    ldif.write_text("\n".join(entries))
    subprocess.run([program, "-T", "add", "-f", str(config), "-l", str(ldif)], check=True, capture_output=True)


def _certificate(folder: Path, host: str) -> Path:
    """Write a key and a certificate signed by itself for `host`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    begun = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    place = folder / "cert.pem"
    place.write_bytes(made.public_bytes(Encoding.PEM))
    return place


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(process: subprocess.Popen[bytes], ports: tuple[int, ...]) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + 30
    for port in ports:
        while True:
            assert process.poll() is None, "slapd has ended"
            assert time.monotonic() < deadline, "slapd doesn't answer"
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
