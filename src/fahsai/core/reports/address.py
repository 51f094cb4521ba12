"""The address of an organisation as one line of Thai."""

from __future__ import annotations

import re

_PREFIX = re.compile(r"^(?:จังหวัด|จ\.)\s*")
_THAI = re.compile(r"[ก-๛]")
_POSTCODE = re.compile(r"\s*(?:รหัสไปรษณีย์\s*)?(?<![0-9๐-๙])[0-9๐-๙]{5}\s*$")
_BANGKOK = ("กรุงเทพ", "กทม")
"""The capital is no province: it stands without จังหวัด, and under several names."""


def full_address(address: str, province: str) -> str:
    """An address with its province, which stands before a postcode at the end.

    >>> full_address("1 ถนนกลาง อำเภอเมือง 40000", "ขอนแก่น")
    '1 ถนนกลาง อำเภอเมือง จังหวัดขอนแก่น 40000'
    >>> full_address("เขตพระนคร", "กรุงเทพมหานคร")
    'เขตพระนคร กรุงเทพมหานคร'
    """
    address, name = address.strip(), _PREFIX.sub("", province.strip())
    if not name or _says(address, name):
        return address
    thai = _THAI.match(name) is not None
    titled = f"จังหวัด{name}" if thai and not name.startswith(_BANGKOK) else name
    postcode = _POSTCODE.search(address)
    if postcode is None:
        return f"{address} {titled}".strip()
    before, code = address[: postcode.start()], postcode[0].strip()
    return f"{before} {titled} {code}".strip()


def _says(address: str, name: str) -> bool:
    """Whether an address names the province itself, not only a district called after it."""
    if name.startswith(_BANGKOK):
        return any(one in address for one in _BANGKOK)
    word = rf"(?:^|[\s,]|จังหวัด|จ\.)\s*{re.escape(name)}(?=$|[\s,0-9๐-๙])"
    return re.search(word, address) is not None
