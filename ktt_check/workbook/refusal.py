"""Why a file is not read, as a code for programs and one polite sentence for people; never a Python error's text."""

from __future__ import annotations

_SAVE_AS = {
    "vi": "hãy mở bằng Excel, chọn “Lưu thành” (Save As) với kiểu “Excel Workbook (*.xlsx)”, rồi dùng tệp .xlsx đó",
    "en": "please open it in Excel, choose “Save As” with the type “Excel Workbook (*.xlsx)”, and use that .xlsx file",
}
_SAVE_AGAIN = {
    "vi": "hãy mở tệp bằng Excel, lưu lại thành tệp .xlsx mới rồi thử lại",
    "en": "please open the file in Excel, save it as a new .xlsx file and try again",
}

# reason -> the sentence; {file} is the quoted name, {place} the sheet and cell, {what} the kind or the limit met.
_WORDS: dict[str, tuple[str, str]] = {
    "missing": (
        "Không tìm thấy tệp {file}; hãy kiểm tra lại tên tệp và thư mục.",
        "The file {file} was not found; please check its name and folder.",
    ),
    "permission": (
        "Không được phép mở tệp {file}; hãy đóng chương trình đang mở tệp hoặc xin quyền đọc, rồi thử lại.",
        "The file {file} may not be opened; please close the program that holds it, or ask for access, and try again.",
    ),
    "directory": (
        "{file} là một thư mục, không phải tệp Excel; hãy chỉ rõ tệp .xlsx cần đọc.",
        "{file} is a folder, not an Excel file; please name the .xlsx file to read.",
    ),
    "closed-folder": (
        "Không được phép mở thư mục {file} nên các biểu trong đó chưa được đọc; hãy xin quyền đọc rồi thử lại.",
        "The folder {file} may not be opened, so the workbooks in it are unread; please ask for access and try again.",
    ),
    "not-a-file": (
        "{file} không phải là một tệp thông thường trên đĩa; hãy chép dữ liệu thành tệp .xlsx rồi thử lại.",
        "{file} is not an ordinary file on disk; please copy it to an .xlsx file and try again.",
    ),
    "disk": (
        "Không đọc được tệp {file} từ ổ đĩa hoặc mạng; hãy chép tệp về máy rồi thử lại.",
        "The file {file} could not be read from the disk or network; please copy it to this machine and try again.",
    ),
    "changed": (
        "Tệp {file} bị thay đổi trong khi đang đọc; hãy lưu, đóng tệp rồi thử lại.",
        "The file {file} changed while it was being read; please save and close it, and try again.",
    ),
    "empty": (
        "Tệp {file} rỗng, không có dữ liệu nào; hãy chép hoặc tải lại tệp.",
        "The file {file} is empty; please copy or download it again.",
    ),
    "too-large": (
        "Tệp {file} lớn hơn {what} MB; hãy bỏ bớt hình ảnh hoặc trang tính không cần thiết, lưu lại rồi thử lại.",
        "The file {file} is larger than {what} MB; please remove pictures or sheets that are not needed, and save it.",
    ),
    "truncated": (
        "Tệp {file} bị cắt cụt, có lẽ do chép hoặc tải về chưa xong; hãy chép hoặc tải lại tệp.",
        "The file {file} is cut off, perhaps by an unfinished copy or download; please copy or download it again.",
    ),
    "encrypted": (
        "Tệp {file} được khóa bằng mật khẩu nên không đọc được; hãy mở bằng Excel, bỏ mật khẩu mở tệp, lưu lại rồi "
        "thử lại.",
        "The file {file} is locked with a password; please open it in Excel, remove the password, save it and try "
        "again.",
    ),
    "old-format": (
        "Tệp {file} là {what}, chưa phải tệp .xlsx; {save_as}.",
        "The file {file} is {what}, not an .xlsx file; {save_as}.",
    ),
    "not-a-workbook": (
        "Tệp {file} không phải là sổ tính Excel mà là {what}; {save_as}.",
        "The file {file} is not an Excel workbook but {what}; {save_as}.",
    ),
    "bomb": (
        "Tệp {file} không được đọc vì phần nén bên trong bung ra quá lớn, có dấu hiệu tệp gây hại; {save_again}.",
        "The file {file} was not read: what is compressed in it grows far too large, as in a harmful file; "
        "{save_again}.",
    ),
    "dtd": (
        "Tệp {file} không được đọc vì có khai báo DTD mà Excel không bao giờ ghi, có dấu hiệu tệp gây hại; "
        "{save_again}.",
        "The file {file} was not read: it holds a DTD, which Excel never writes, as in a harmful file; {save_again}.",
    ),
    "part-names": (
        "Tệp {file} không được đọc vì tên các phần bên trong bị trùng hoặc trỏ ra ngoài tệp; {save_again}.",
        "The file {file} was not read: names of its inner parts are doubled or point outside the file; {save_again}.",
    ),
    "parts": (
        "Tệp {file} không được đọc vì gồm quá nhiều phần (hơn {what}); {save_again}.",
        "The file {file} was not read: it is made of too many parts (more than {what}); {save_again}.",
    ),
    "sheets": (
        "Tệp {file} có quá nhiều trang tính (hơn {what}); hãy bỏ các trang tính không thuộc biểu rồi thử lại.",
        "The file {file} has too many sheets (more than {what}); please remove those that are not part of the form.",
    ),
    "extent": (
        "Tệp {file}{place} có địa chỉ ô nằm ngoài phạm vi của Excel (XFD1048576); {save_again}.",
        "The file {file}{place} has a cell address outside what Excel has (XFD1048576); {save_again}.",
    ),
    "counts": (
        "Tệp {file}{place} có quá nhiều {what} so với một biểu; hãy bỏ dữ liệu không thuộc biểu rồi thử lại.",
        "The file {file}{place} has too many {what} for a form; please remove what does not belong to it, and try "
        "again.",
    ),
    "references": (
        "Tệp {file}{place} trỏ tới {what} không có trong tệp; {save_again}.",
        "The file {file}{place} refers to {what} that the file does not have; {save_again}.",
    ),
    "twice": (
        "Tệp {file}{place} có một ô được ghi hai lần nên không rõ giá trị nào đúng; {save_again}.",
        "The file {file}{place} stores one cell twice, so that its value is in doubt; {save_again}.",
    ),
    "text": (
        "Tệp {file}{place} có ô chứa văn bản dài hơn {what} ký tự, quá giới hạn của Excel; hãy rút ngắn rồi thử lại.",
        "The file {file}{place} has a cell with more than {what} characters, Excel's limit; please shorten it.",
    ),
    "timeout": (
        "Tệp {file} không đọc xong trong {what} giây; hãy bỏ dữ liệu, định dạng không cần thiết, lưu lại rồi thử lại.",
        "The file {file} could not be read within {what} seconds; please remove data and formats that are not needed, "
        "save it and try again.",
    ),
    "memory": (
        "Tệp {file} cần nhiều bộ nhớ hơn mức cho phép nên không được đọc; hãy bỏ dữ liệu, định dạng không cần thiết, "
        "lưu lại rồi thử lại.",
        "The file {file} needs more memory than is allowed; please remove data and formats that are not needed, save "
        "it and try again.",
    ),
    "died": (
        "Tệp {file} khiến việc đọc dừng đột ngột; {save_again}.",
        "The file {file} made the reading stop abruptly; {save_again}.",
    ),
    "unreadable": (
        "Tệp {file}{place} bị hỏng hoặc không đúng cấu trúc tệp .xlsx; {save_again}.",
        "The file {file}{place} is damaged or not built as an .xlsx file is; {save_again}.",
    ),
}

_KINDS: dict[str, tuple[str, str]] = {
    "xls": ("sổ tính Excel 97-2003 (.xls)", "an Excel 97-2003 workbook (.xls)"),
    "xlsb": ("sổ tính Excel nhị phân (.xlsb)", "a binary Excel workbook (.xlsb)"),
    "ods": ("bảng tính OpenDocument (.ods)", "an OpenDocument spreadsheet (.ods)"),
    "xml2003": ("bảng tính XML 2003 (.xml)", "an XML Spreadsheet 2003 (.xml)"),
    "csv": ("văn bản phân cách kiểu CSV", "separated text (CSV)"),
    "html": ("trang web (HTML)", "a web page (HTML)"),
    "xml": ("tệp XML", "an XML file"),
    "text": ("tệp văn bản thuần", "plain text"),
    "doc": ("văn bản Word", "a Word document"),
    "ppt": ("bài trình chiếu PowerPoint", "a PowerPoint presentation"),
    "odt": ("tài liệu OpenDocument", "an OpenDocument document"),
    "pdf": ("tệp PDF", "a PDF file"),
    "rtf": ("văn bản RTF", "an RTF document"),
    "image": ("tệp hình ảnh", "a picture"),
    "archive": ("tệp nén", "a compressed archive"),
    "unknown": ("tệp thuộc loại khác", "a file of another kind"),
    # what there is too much of, or what is missing
    "cells": ("ô", "cells"),
    "strings": ("chuỗi văn bản", "text strings"),
    "merges": ("vùng gộp ô", "merged ranges"),
    "arrays": ("công thức mảng", "array formulas"),
    "names": ("tên vùng", "defined names"),
    "string": ("chuỗi văn bản", "a text string"),
    "part": ("phần dữ liệu", "a part"),
}


class Refusal(Exception):  # noqa: N818 - not an error of ours: it is the answer about a file
    """A file is not read, and why; every way in which reading can fail ends here.

    ``reason`` is the stable code; ``detail`` the kind of file or the limit met, where the sentence needs it; ``sheet``
    and ``cell`` (A1) say where, when known.
    """

    def __init__(
        self, reason: str, *, file: str = "", sheet: str | None = None, cell: str | None = None, detail: str = ""
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file = file
        self.sheet = sheet
        self.cell = cell
        self.detail = detail

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, language: str = "vi") -> str:
        """The one sentence for people, ``vi`` or ``en``: the file's name, sheet and cell when known, what to do."""
        at = 0 if language == "vi" else 1
        language = "vi" if at == 0 else "en"
        kind = _KINDS.get(self.detail)
        return _WORDS[self.reason][at].format(
            file=_quoted(self.file.replace("\\", "/").rstrip("/").rpartition("/")[2]),
            place=self._place(at),
            what=kind[at] if kind else _number(self.detail, at),
            save_as=_SAVE_AS[language],
            save_again=_SAVE_AGAIN[language],
        )

    def _place(self, at: int) -> str:
        words = []
        if self.sheet is not None:
            words.append(("trang tính ", "sheet ")[at] + _quoted(self.sheet))
        if self.cell is not None:
            words.append(("ô ", "cell ")[at] + _plain(self.cell))
        return f" ({', '.join(words)})" if words else ""


def _number(figure: str, at: int) -> str:
    """A limit as the language writes numbers; other text as it is."""
    whole, _, part = figure.partition(".")
    if not whole.isdecimal():
        return _plain(figure)
    written = f"{int(whole):,}" + (f".{part}" if part else "")
    return written if at else written.translate({ord(","): ".", ord("."): ","})


def _quoted(text: str) -> str:
    return f"“{_plain(text)}”"


def _plain(text: str) -> str:
    """Names come from strangers: on one line, printable, of bearable length."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= 100 else text[:99] + "…"
