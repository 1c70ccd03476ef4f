"""The clerk's copy: `requests.csv`, one row a request, safe to open in a spreadsheet.

Derived from the journal and made anew as a whole; nothing is ever read back from it.
"""

from __future__ import annotations

import logging
import os
import weakref
from collections.abc import Iterator
from errno import errorcode

from flask import Response, after_this_request, has_request_context

from guidebook.cells import csv_line
from guidebook.model import Guidebook
from intake.cases.service_request import ServiceRequest
from intake.journal.disk import locked, new_place_aside, read_private, replace_whole
from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.mark import announce_mark, is_as_marked, note_mark, read_mark
from intake.journal.rows import BYTE_ORDER_MARK
from intake.journal.store import Remark
from intake.tables.request_table import COLUMNS, spreadsheet_cells

HEAD = (BYTE_ORDER_MARK + csv_line(COLUMNS)).encode()

log = logging.getLogger(__name__)


class ClerkCopy:
    """Keeps the copy of a journal as new as the journal; processes take turns."""

    def __init__(self, journal: Journal, guidebook: Guidebook) -> None:
        self._journal = journal
        self._guidebook = guidebook
        self._lines: dict[int, tuple[weakref.ref[ServiceRequest], bytes]] = {}
        """Of what the journal has in memory; who is forgotten there is forgotten here."""
        self.fault = ""
        """Why the copy could not be made the last time, empty if it could."""

    def follow(self, _seq: int) -> None:
        """Make the copy anew once the present request is answered: no sender waits for it."""
        if not has_request_context():
            self.renew()
            return

        @after_this_request
        def close_with(response: Response) -> Response:
            response.call_on_close(self.renew)
            return response

    def renew(self) -> None:
        """Make the copy anew if the journal went on, unless somebody else is at it.

        Nobody waits: whoever is at it looks again when it is done. A failure is logged only, and
        once: the journal has the request.
        """
        try:
            while self._is_behind():
                with locked(self._journal.places.mark, patience=0, flags=os.O_RDWR) as mark:
                    self._keep_edited()
                    seq, requests = self._journal.requests()
                    content = HEAD + b"".join(map(self._line, requests))
                    announce_mark(mark, content)
                    replace_whole(self._journal.places.copy, content)
                    note_mark(mark, seq, content)
                    self.fault = ""
        except TimeoutError:
            return
        except (OSError, JournalUnavailable) as error:
            name = errorcode.get(getattr(error, "errno", None) or 0, str(error))
            if name != self.fault:
                log.error("the clerk's copy was not written: %s", name)
            self.fault = name

    def _line(self, request: ServiceRequest) -> bytes:
        """Write a request, unless nothing happened to it since that was done."""
        known = self._lines.get(id(request))
        if known is None or known[0]() is not request:
            place, lines = id(request), self._lines
            there = weakref.ref(request, lambda _gone: lines.pop(place, None))
            known = self._lines[place] = (there, line(request, self._guidebook))
        return known[1]

    def _keep_edited(self) -> None:
        """Set aside what somebody saved over the copy: the next one covers it."""
        places = self._journal.places
        if _is_edited(self._journal):
            kept = new_place_aside(places, f"edited-{places.copy.name}")
            self._journal.places.copy.rename(kept)
            log.warning("somebody saved over the clerk's copy; that is %s now", kept.name)

    def _is_behind(self) -> bool:
        """Tell whether the journal has more; never of one that has less than it once had."""
        seq, copied = self._journal.seq(), read_mark(self._journal.places.mark)
        return copied < seq or (copied == seq and not self._journal.places.copy.exists())


def table(requests: tuple[ServiceRequest, ...], guidebook: Guidebook) -> bytes:
    """Return the content of a copy of these requests."""
    return HEAD + b"".join(line(request, guidebook) for request in requests)


def line(request: ServiceRequest, guidebook: Guidebook) -> bytes:
    """Return what a copy says of a request."""
    return csv_line(spreadsheet_cells(request, guidebook)).encode()


def _is_edited(journal: Journal) -> bool:
    """Tell whether the copy is not as it was made, or belongs to somebody else."""
    try:
        content = read_private(journal.places.copy)
    except PermissionError:
        return True
    return bool(content) and not is_as_marked(journal.places.mark, content)


def copy_remarks(journal: Journal) -> Iterator[Remark]:
    """Tell whether the clerk's copy is there, as it was made.

    Raises OSError or JournalUnavailable.
    """
    path = journal.places.copy
    if journal.seq() and not path.exists():
        yield Remark("copy_missing", path.name, "还没有清单；下一次写入或启动时会做")
    elif _is_edited(journal):
        yield Remark("copy_differs", path.name, "清单被改过；下一次写入时会重做，改过的存进 aside/")
