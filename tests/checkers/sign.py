"""Signs a PDF, as somebody with pyHanko would: sign.py SOURCE OUT HOW...

Each HOW is a signature: `FIELD`, in the field of that name or an unseen one, or `FIELD@PAGE:LEFT,BOTTOM,RIGHT,TOP`, seen on
a page from 0 on; with `+lta` behind it one with a time stamp and what proves it for long. Certificates are made for the
occasion and vouch for themselves.
"""

import datetime
import io
import sys

from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore


def certificate(name, usage=None):
    """A key and a certificate that vouches for itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    builder = (
        certificates.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + 365 * day)
        .add_extension(
            certificates.KeyUsage(True, True, False, False, False, True, True, False, False), critical=True
        )
        .add_extension(certificates.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    if usage is not None:
        builder = builder.add_extension(certificates.ExtendedKeyUsage([usage]), critical=True)
    made = builder.sign(key, hashes.SHA256())
    der = serialization.Encoding.DER
    key = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return keys.PrivateKeyInfo.load(key), x509.Certificate.load(made.public_bytes(der))


def main():
    source, out, *ways = sys.argv[1:]
    key, own = certificate("Anna Peeters")
    stamp_key, stamp = certificate("Tijdstempel", ExtendedKeyUsageOID.TIME_STAMPING)
    store = SimpleCertificateStore()
    store.register_multiple([own, stamp])
    signer = signers.SimpleSigner(signing_cert=own, signing_key=key, cert_registry=store)
    stamper = DummyTimeStamper(stamp, stamp_key, certs_to_embed=store)
    with open(source, "rb") as file:
        data = file.read()
    for way in ways:
        field, _, lta = way.partition("+")
        field, _, place = field.partition("@")
        new = None
        if place:
            page, _, box = place.partition(":")
            new = fields.SigFieldSpec(field, on_page=int(page), box=tuple(float(number) for number in box.split(",")))
        facts = {"field_name": field}
        if lta:
            context = ValidationContext(trust_roots=[own, stamp], allow_fetching=False)
            facts |= {
                "subfilter": fields.SigSeedSubFilter.PADES,
                "embed_validation_info": True,
                "use_pades_lta": True,
                "validation_context": context,
            }
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        signed = signers.PdfSigner(
            signers.PdfSignatureMetadata(**facts), signer=signer, timestamper=stamper if lta else None, new_field_spec=new
        ).sign_pdf(writer)
        data = signed.getbuffer().tobytes()
    with open(out, "wb") as file:
        file.write(data)


main()
