"""The pages made from the guidebook: which there are, and the HTML of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment

from guidebook.model import KINDS, Guidebook
from guidebook.model.addresses import (
    NEW_REQUEST,
    NEWS,
    REQUEST_STATUS,
    is_loopback,
    list_address,
    record_address,
    stage_address,
)
from guidebook.model.ending import ends_of, line_on, over_on
from guidebook.model.text import plain
from guidebook.model.writing import day_in_words, tel_address
from guidebook.opendata.facts import EVIDENCE, SAMPLES
from guidebook.pages.building_tags import building_tags, lit_windows
from guidebook.pages.changes import Day
from guidebook.pages.chapters import pages_by_kind
from guidebook.pages.complete_index import complete_index, first_letters
from guidebook.pages.figures import figures_tables
from guidebook.pages.marks import Marks
from guidebook.pages.parts import add_parts
from guidebook.pages.plans import plan_of
from guidebook.pages.policies import (
    facts_of,
    matching_data,
    policies_by_closing,
    policies_by_company,
    rule_of,
    tier_words,
)
from guidebook.pages.push import POSTER_KINDS, own_news, pushes_to
from guidebook.pages.service_facts import further_elements, paper_in_words, service_facts
from guidebook.pages.silhouette import silhouette
from guidebook.pages.structured_data import structured_data
from guidebook.pages.terms import Terms
from guidebook.pages.this_page import ThisPage
from guidebook.pages.vcards import reachable_posts
from guidebook.qr import qr_code
from guidebook.search.readings import spoken
from guidebook.search.traditional import traditional_of

SKYLINE_TOWERS = 9
"""Silhouettes in the picture at the head of the home page."""


@dataclass(frozen=True)
class Page:
    """One page to be rendered: where it lies, its template, and what it is about."""

    address: str
    template: str
    subject: Mapping[str, Any] = field(default_factory=dict)


def all_pages(guidebook: Guidebook, changes: tuple[Day, ...] = ()) -> Iterator[Page]:
    """Yield every page that is made from the guidebook, and from what is known of its changes."""
    featured = _featured(guidebook)
    yield Page("/", "home.html", featured)
    yield Page("/search/", "search.html", {"index": complete_index(guidebook)})
    yield Page("/match/", "match.html", _finder(guidebook))
    yield Page("/privacy/", "privacy.html")
    if guidebook.history.events:
        yield Page("/history/", "history.html")
    yield Page("/changes/", "changes.html", {"changes": changes})
    yield Page("/data/", "data.html", {"kinds_of_evidence": EVIDENCE, "sample_evidence": SAMPLES})
    yield Page("/figures/", "figures.html", {"tables": figures_tables(guidebook)})
    yield Page("/stages/", "stages.html", {"kind": "stages"})
    for stage in guidebook.site.stages:
        yield Page(stage_address(stage.id), "stage.html", {"stage": stage})
    for kind, records in guidebook.records.items():
        listed = {"kind": kind, "records": tuple(records.values())}
        yield Page(list_address(kind), KINDS[kind].list_page, listed)
        for record in records.values():
            subject = {"kind": kind, "record": record} | featured
            address = record_address(kind, record.id)
            yield Page(address, KINDS[kind].page, subject)
            if kind in POSTER_KINDS:
                yield Page(f"{address}poster/", "poster.html", subject)
            for former in record.former_ids:
                yield from _pages_left(kind, former, "moved.html", subject)
        for gone in guidebook.retired[kind].values():
            yield from _pages_left(kind, gone.id, "retired.html", {"kind": kind, "gone": gone})


def _pages_left(
    kind: str, record_id: str, template: str, subject: Mapping[str, Any]
) -> Iterator[Page]:
    """Yield what stands where the pages of a record were, each in a layout from its depth."""
    layouts = (f"{kind}/_layout", "posters/_layout/_poster")
    for address, layout in zip(addresses_before(kind, record_id), layouts, strict=False):
        yield Page(address, template, {**subject, "layout_name": layout})


def addresses_before(kind: str, record_id: str) -> tuple[str, ...]:
    """Return the addresses of the pages that a record had: people printed that of its poster."""
    page = record_address(kind, record_id)
    return (page, f"{page}poster/") if kind in POSTER_KINDS else (page,)


def _finder(guidebook: Guidebook) -> dict[str, Any]:
    """Return what the page shows that finds policies for a company."""
    by_company = policies_by_company(guidebook)
    service = guidebook.company_facts.service
    return {
        "records": tuple(guidebook.policies.values()),
        "by_company": by_company,
        "asked": {"service": service} if service else {},
    }


def _featured(guidebook: Guidebook) -> dict[str, Any]:
    """Return what the home page shows first, as `site.yaml` names it."""
    buildings = [guidebook.buildings[name] for name in guidebook.site.featured_buildings]
    services = [guidebook.services[name] for name in guidebook.site.featured_services]
    skyline = (buildings + list(guidebook.buildings.values()))[:SKYLINE_TOWERS]
    return {"featured_buildings": buildings, "featured_services": services, "skyline": skyline}


def write(environment: Environment, template: str, address: str, **subject: Any) -> bytes:
    """Write one page in an environment that is prepared."""
    cast("ThisPage", environment.globals["this"]).begin(address)
    return environment.get_template(template).render(**subject).encode()


def prepare(
    environment: Environment, guidebook: Guidebook, today: date, terms: Terms | None = None
) -> None:
    """Give an environment the words that page templates use, and the parts of pages.

    Without `terms`, words that the guide explains do not become links.
    """
    this = ThisPage(guidebook.site, terms)
    environment.globals |= _of_guidebook(guidebook) | {
        "this": this,
        "url": this.url,
        "today": today,
        "request_address": cache(request_address),
        "status_address": REQUEST_STATUS,
        "news_address": NEWS,
        "record_address": record_address,
        "list_address": list_address,
        "stage_address": stage_address,
        "silhouette": silhouette,
        "qr": lru_cache(maxsize=64)(qr_code),  # a poster has its page's
        "structured_data": structured_data,
        "reachable_posts": reachable_posts,
        "ends_of": ends_of,
        "over_on": over_on,
        "line_on": line_on,
        "own_news": own_news,
        "pushes_to": pushes_to,
        "building_tags": building_tags,
        "lit_windows": lit_windows,
        "spoken": spoken,
        "traditional_of": traditional_of,
        "first_letters": first_letters,
        "service_facts": service_facts,
        "plan_of": plan_of,
        "pages_by_kind": pages_by_kind,
        "further_elements": further_elements,
        "paper_in_words": paper_in_words,
        "matching_data": matching_data,
        "rule_of": rule_of,
        "facts_of": facts_of,
        "tier_words": tier_words,
        "policies_by_company": policies_by_company,
        "policies_by_closing": policies_by_closing,
    }
    environment.filters |= {
        "rich": this.rich,
        "plain": lambda text: plain(str(text)),
        "day": day_in_words,
        "tel": cache(tel_address),
    }
    add_parts(environment)


def _of_guidebook(guidebook: Guidebook) -> dict[str, Any]:
    """Return the words that are of one guidebook."""
    marks = Marks(guidebook)
    return {
        "guidebook": guidebook,
        "site": guidebook.site,
        "evidence": marks.evidence,
        "evidence_of": marks.evidence_of,
        "joint_evidence": marks.joint_evidence,
        "has_samples": marks.has_samples,
        "site_url": guidebook.site.site_url.rstrip("/"),
        "is_trial": is_loopback(urlsplit(guidebook.site.site_url).hostname or ""),
    }


def request_address(**prefilled: str) -> str:
    """Return the address of the form, with what is known already filled in."""
    return f"{NEW_REQUEST}?{urlencode(prefilled)}" if prefilled else NEW_REQUEST
