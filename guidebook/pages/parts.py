"""The parts of pages: templates full of macros that every page template may use."""

from __future__ import annotations

from jinja2 import Environment

PARTS = {
    "icons": "_icons",
    "figures": "_figures",
    "marks": "_evidence",
    "contacts": "_contacts",
    "frame": "_frame",
    "cards": "_buildings",
    "lists": "_records",
    "policies": "_policies",
    "ways": "_acts",
}
"""What every template may use, by the name that it has there: each also what stands above it."""


def add_parts(environment: Environment) -> None:
    """Let all page templates use the parts; `environment` has everything else that these use."""
    for name, part in PARTS.items():
        environment.globals[name] = environment.get_template(f"pages/{part}.html").make_module()
