"""What people, browsers and attackers send: the corpus every field of every step must survive (SECURITY 5)."""

TEXT = [
    "a\x00b", "\x00", "a\x0bb", "\ufffd\ufffd", "Jan\u202egnp.exe", "\u2066Jan\u2069", "\u200b", "\ufeff", "   ",
    "\u00a0",
    "Jan\r\nBcc: evil@x.nl", "Jan\nX", "\u2028", "J" + "\u0301" * 50, "😀", "👨‍👩‍👧‍👦", "😀" * 80,
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "${7*7}", "#{7*7}", "<%= 7*7 %>",
    "';DROP TABLE intake_client--", "%s%n", "%(x)s", "../../etc/passwd", "\\", "\\0",
    '=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", "=cmd|' /C calc'!A0",
    "x" * 5_000, "woord " * 300, "é" * 121, "Nu\u0301n\u0303ez", "\u0308", "\ud7ff", "\U0010ffff", "\ue000", "ﷺ",
    "ß", "İ",
    "111222333", "123456782", "1112.22.333", "１１１２２２３３３", "mijn bsn is 999990019 ok", "012345672",
    "true", "null", "None", "[]", "{}", "0", "-0", "1e999", "NaN", "on", "none", "%00", "%FF%FE", "&#0;", "&lt;b&gt;",
]  # fmt: skip
TEMPLATE_CODE = ["{{7*7}}", "{% debug %}", "javascript:alert(1)"]
"""Apart from the others, because every page of a test that shows these words fails the test (tests/rig)."""
CHOICES = ["\x00", "\ud7ff", "😀", "x" * 5_000, "-1", "0", "None", "1' OR '1'='1", "9" * 400, "none", "\u202e"]
NAMES_TO_KEEP = [
    "'s-Heerenberg", "’s-Heerenberg", "van 't Hof", "IJsselstein", "ĳsselstein", "de Vries-van der Berg", "d'Ancona",
    "O’Brien", "Ó Súilleabháin", "Šukytė", "Ng", "X Æ", "Al-Ḥasan", "Zoë", "Björk", "in 't Veld", "el Amrani",
    "von Trapp",
    "Nguyễn", "Ałdona", "Œuvre", "李", "محمد", "Ким",
]  # fmt: skip
POSTCODES_GOOD = ["7001 AB", "7001AB", "7001ab", " 7001  ab ", "7001-AB", "７００１AB", "7001.ab"]
POSTCODES_BAD = ["0999 AB", "1234 SS", "1234 SA", "1234 SD", "1234 A1", "12345", "7001 ÀB", "AB 7001", "7001", "48683"]
PHONES_GOOD = {
    "0612345678": "+31612345678", "06-12345678": "+31612345678", "+31612345678": "+31612345678",
    "0031 6 12345678": "+31612345678", "+31 (0)6 12345678": "+31612345678", "0543-123456": "+31543123456",
    "+4917612345678": "+4917612345678", "06 12 34 56 78": "+31612345678", "02871 12345": "+49287112345",
    "٠٦١٢٣٤٥٦٧٨": "+31612345678",
}  # fmt: skip
PHONES_BAD = ["12345", "06", "+31", "0612345678 ext 5", "١٢٣٤", "0612345678x", "06" * 30, "+999999999999999", "geen"]
EMAILS_GOOD = {"jan@münchen.de": "jan@münchen.de", "jan+rmt@x.nl": "jan+rmt@x.nl", "JAN@X.NL": "jan@x.nl"}
EMAILS_BAD = ["a@b.nl\nBcc:x@y", "a" * 320 + "@x.nl", "jan@localhost", ".jan@x.nl", "jan", "jan@", "@x.nl", "a@b@c.nl"]
DATES_GOOD = {("27", "3", "1988"): "1988-03-27", ("1", "april", "1990"): "1990-04-01", ("٣", "4", "1988"): "1988-04-03"}
DATES_BAD = [
    ("1", "1", "0001"), ("31", "12", "9999"), ("29", "2", "2023"), ("31", "2", "1990"), ("1", "1", "50"),
    ("31", "12", "1899"), ("12", "31", "1990"), ("1", "1", ""), ("", "1", "1990"), ("x", "y", "z"), ("0", "0", "0000"),
    ("1", "1", "2999"), ("-1", "1", "1990"), ("1" * 5_000, "1", "1990"), ("\x00", "1", "1990"), ("1", "m", "1990"),
]  # fmt: skip
NUMBERS_BAD = ["-1", "32768", "1e3", "NaN", "9" * 5_000, "4.5", "drie", "0x10", "71"]
