"""What a page may load and do in a browser, as its headers and the page itself say."""

IN_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)
"""For `<meta>`: it holds on any host that serves the files, whatever headers it sends."""

IN_HEADER = f"{IN_PAGE}; frame-ancestors 'none'"
"""With what only a header can say."""
