"""What search engines read of the site: its pages, and where they need not look."""

from __future__ import annotations

from xml.sax.saxutils import escape

from guidebook.model.addresses import DESK, REQUESTS


def sitemap(site_url: str, addresses: list[str]) -> bytes:
    """Write the sitemap of all public pages, as sitemaps.org 0.9 asks."""
    rows = "".join(
        f"<url><loc>{escape(site_url.rstrip('/') + address)}</loc></url>\n"
        for address in sorted(addresses)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'{head}<urlset xmlns="{namespace}">\n{rows}</urlset>\n'.encode()


def robots(site_url: str) -> bytes:
    """Write robots.txt: everything may be read but the requests."""
    lines = ["User-agent: *", f"Disallow: {REQUESTS}/", f"Disallow: {DESK}/", ""]
    return "\n".join([*lines, f"Sitemap: {site_url}sitemap.xml", ""]).encode()
