"""Local and central government, told by the words of an organisation's kind or name."""

from __future__ import annotations

import re

_LOCAL = re.compile(
    r"เทศบาล|อ\.?บ\.?[ตจ]|อปท|องค์การบริหารส่วน|องค์กรปกครองส่วนท้องถิ่น|เมืองพัทยา"
    r"|กรุงเทพมหานคร|(?<![ก-๛])(?:กทม|ท[ตมน]\.)"
    r"|municipal|local (?:government|administrat|authorit)|(?:district|provincial) administrati"
    r"|metropolitan administration",
    re.IGNORECASE,
)
"""Municipalities, administrative organisations of provinces and tambons, Bangkok and Pattaya."""

_CENTRAL = re.compile(
    r"ราชการ|กระทรวง|องค์การบริหาร|องค์การมหาชน|(?<![ก-๛])กรม|\bgovernment", re.IGNORECASE
)
"""Ministries, departments and public organisations."""


def is_local_government(text: str) -> bool:
    """Whether the words are of a local government, which a mayor or a chief executive heads.

    >>> [is_local_government(text) for text in ("เทศบาลตำบล", "อบจ.", "โรงงาน")]
    [True, True, False]
    """
    return _LOCAL.search(text) is not None


def is_government(text: str) -> bool:
    """Whether the words are of a government, local or central: its year begins in October.

    >>> is_government("กรมควบคุมมลพิษ"), is_government("อบต."), is_government("โรงงานอุตสาหกรรม")
    (True, True, False)
    """
    return is_local_government(text) or _CENTRAL.search(text) is not None
