"""What MkDocs made, kept beside a site: of the same it makes the same, and need not be asked again.

It is JSON, which nobody can make run; what is damaged, or of something else, is not believed.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from hashlib import blake2b
from pathlib import Path

from guidebook.publishing.site_folder import write_file
from guidebook.publishing.works import Rendered
from guidebook.stamp import STAGE


def read_stage(layouts: Path, made_of: str, guides: Path) -> Rendered | None:
    """Return what MkDocs made of something, by its fingerprint; None where that is not kept."""
    try:
        told, _, text = (layouts / STAGE).read_bytes().partition(b"\n")
        if told != _check_value(made_of, text):
            return None
    except OSError:
        return None
    kept = json.loads(text)
    files = {name: b64decode(content) for name, content in kept["files"].items()}
    return Rendered(kept["layouts"], files, guides)


def keep_stage(layouts: Path, made_of: str, rendered: Rendered) -> None:
    """Keep what MkDocs made of something."""
    files = {name: b64encode(content).decode() for name, content in rendered.files.items()}
    text = json.dumps({"layouts": dict(rendered.layouts), "files": files}).encode()
    write_file(layouts / STAGE, _check_value(made_of, text) + b"\n" + text)


def _check_value(made_of: str, text: bytes) -> bytes:
    return blake2b(text, key=made_of.encode(), digest_size=32).hexdigest().encode()
