"""What a file that is no .xlsx seems to be, so that the refusal can say how to make one of it."""

from __future__ import annotations

from .refusal import Refusal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"PK", "archive"),
)
_BARE_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_HEAD = 4096


def not_a_package(data: bytes) -> Refusal:
    """The refusal for bytes that are no zip archive (a workbook of today is one)."""
    if not data:
        return Refusal("empty")
    if data.startswith(_OLE):
        return _compound(data)
    if data.startswith(_BARE_XLS):
        return Refusal("old-format", detail="xls")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and (kind != "image" or not _as_text(data)):
            return Refusal("not-a-workbook", detail=kind)
    return _written(_as_text(data))


def _compound(data: bytes) -> Refusal:
    """An OLE compound file (MS-CFB): streams are told by their names, which stand in UTF-16 in its directory."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\0\0" in data

    if has("EncryptedPackage"):
        return Refusal("encrypted")
    if has("Workbook") or has("Book"):
        return Refusal("old-format", detail="xls")
    if has("WordDocument"):
        return Refusal("not-a-workbook", detail="doc")
    if has("PowerPoint Document"):
        return Refusal("not-a-workbook", detail="ppt")
    return Refusal("not-a-workbook", detail="unknown")


def _as_text(data: bytes) -> str:
    """The head as text, or nothing where it is not text in any encoding that is in use here."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if any(byte < 32 and byte not in b"\t\n\r\f\x1a\x1b" for byte in head):
        return ""
    return head.decode("utf-8-sig", "replace")


def _written(text: str) -> Refusal:
    low = text.lstrip("\ufeff \t\r\n").lower()
    if not low:
        return Refusal("not-a-workbook", detail="unknown")
    if "urn:schemas-microsoft-com:office:spreadsheet" in low and low.startswith("<?xml"):
        return Refusal("old-format", detail="xml2003")
    if low.startswith("mime-version:") or any(
        tag in low for tag in ("<!doctype html", "<html", "<head", "<body", "<table")
    ):
        return Refusal("not-a-workbook", detail="html")
    if low.startswith("<?xml"):
        return Refusal("not-a-workbook", detail="xml")
    lines = [line for line in text.splitlines() if line.strip()][:5]
    if any(all(mark in line for line in lines) for mark in "\t;,|"):
        return Refusal("not-a-workbook", detail="csv")
    return Refusal("not-a-workbook", detail="text")


def other_document(main_type: str, main_part: str) -> Refusal | None:
    """The refusal for an Office package that is no readable workbook, by its main part; None for a workbook."""
    main_type = main_type.lower()
    if "sheet.binary" in main_type or main_part.endswith(".bin"):
        return Refusal("old-format", detail="xlsb")
    if "wordprocessingml" in main_type or "ms-word" in main_type:
        return Refusal("not-a-workbook", detail="doc")
    if "presentationml" in main_type or "ms-powerpoint" in main_type:
        return Refusal("not-a-workbook", detail="ppt")
    if main_type and "spreadsheetml" not in main_type and "ms-excel" not in main_type:
        return Refusal("not-a-workbook", detail="unknown")
    return None


def other_archive(mimetype: bytes) -> Refusal:
    """The refusal for a zip archive that is no Office package, by its ``mimetype`` member (OpenDocument has one)."""
    if b"opendocument.spreadsheet" in mimetype:
        return Refusal("old-format", detail="ods")
    if b"opendocument." in mimetype:
        return Refusal("not-a-workbook", detail="odt")
    return Refusal("not-a-workbook", detail="archive")
