"""Addresses of hand-written pages: what has another page behind it is read by nobody."""

from __future__ import annotations

from collections.abc import Iterator

from guidebook.checks.former_ids import every_former_id
from guidebook.model import Site
from guidebook.model.addresses import is_of_intake, record_address, stage_address
from guidebook.reading.folder import Folder
from guidebook.reading.hand_written import OWN_NAMES
from guidebook.reading.problems import Problem


def hidden_pages(read: Folder) -> Iterator[Problem]:
    """Yield every hand-written page at whose address something else is shown."""
    root, made = read.pages_root, _made(read)
    seen: dict[str, str] = {}
    for page in sorted(read.pages, key=lambda page: not page.endswith("index.md")):
        stem = page.removesuffix(".md")
        if stem == page or stem.rpartition("/")[2] in OWN_NAMES[1:]:
            continue
        address = f"/{stem.removesuffix('index')}/".replace("//", "/")
        first = seen.setdefault(address, page)
        message = f"网址 {address} "
        if address in made:
            message += f"由 {made[address]} 生成，这一页不会显示：请把文字写进那里，或换个文件名"
        elif is_of_intake(address.rstrip("/")):
            message += "是诉求表单和办理台的，这一页不会显示：请换个文件名"
        elif first != page:
            message += f"已经是 {root}/{first} 的，只会显示一页：请并成一页，只留一个文件"
        else:
            continue
        yield Problem(f"{root}/{page}", 1, "", message)


def _made(read: Folder) -> dict[str, str]:
    """Return address → the file that its page is made from, also those where one has moved."""
    files = {record_address(*key): file.path for key, file in read.files.items()}
    files |= {record_address(old.kind, old.id): old.file.path for old in every_former_id(read)}
    stages = read.known_ids["stages"] or ()
    return files | {stage_address(stage): read.file_of(Site).path for stage in stages}
