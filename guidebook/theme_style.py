"""The theme's stylesheet without the components that no page of ours has."""

from __future__ import annotations

import re
from collections.abc import Iterator

UNUSED = re.compile(
    r"\.md-(?:annotation|banner|button|clipboard|code|consent|content|ellipsis|feedback|footer|icon"
    r"|nav|path|post|progress|select|sidebar|social|source|status|tabs|tag|tooltip\d?|top|typeset"
    r"|version)(?![a-z])|\.tabbed|\.admonition|\.highlight|\[data-md-color-(?:primary|accent)"
)
"""Components we write ourselves or do without; the search box keeps whatever it mentions."""

USED = "md-search"


def without_unused(css: str) -> str:
    """Return a stylesheet without the rules that concern unused components only.

    Made for minified text without comments: a rule keeps those of its selectors that may match.
    """
    return "".join(_kept(css))


def _kept(css: str) -> Iterator[str]:
    for head, body in _rules(css):
        if head.startswith(("@media", "@supports")):
            inner = without_unused(body)
            if inner:
                yield f"{head}{{{inner}}}"
        elif head == ":root" and "-icon" in body and USED not in body:
            continue  # pictures of components, a few hundred bytes each
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [one for one in _selectors(head) if USED in one or not UNUSED.search(one)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield the head and the body of each rule of the outermost level."""
    css = css.removeprefix('@charset "UTF-8";')
    start = 0
    while (opened := css.find("{", start)) >= 0:
        depth, end = 1, opened + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[start:opened].strip(), css[opened + 1 : end - 1]
        start = end


def _selectors(head: str) -> list[str]:
    """Cut a list of selectors at its commas, not at those inside brackets such as `:is(a,b)`."""
    return re.split(r",(?![^(]*\))", head)
