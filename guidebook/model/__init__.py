"""The content model: every record editors write in `guides/`, and how they refer to each other."""

from guidebook.model.book import Bundle
from guidebook.model.calendar import Calendar
from guidebook.model.figures import FEWEST_SHOWN, Figures, Measures, Period, Report, Withheld
from guidebook.model.form import FieldWording, Form
from guidebook.model.guidebook import KINDS, SINGLES, Guidebook
from guidebook.model.history import Event, History
from guidebook.model.kinds import LIST, ListWording
from guidebook.model.lists import Need, Project, Resource
from guidebook.model.organisations import Department, Role
from guidebook.model.places import Building, BuildingCouncil, Post, Subdistrict, Venue
from guidebook.model.services import Document, Question, Service, Step
from guidebook.model.site import Site, Source, Sources, Stage
from guidebook.model.synonyms import Synonyms
from guidebook.model.values import (
    NO_LEGAL_BASIS,
    SAMPLE_MARKS,
    UNANNOUNCED,
    Contact,
    Content,
    Limit,
    Record,
    RecordId,
    Text,
    Unannounced,
)
from guidebook.model.words import Term

__all__ = [
    "FEWEST_SHOWN",
    "KINDS",
    "LIST",
    "NO_LEGAL_BASIS",
    "SAMPLE_MARKS",
    "SINGLES",
    "UNANNOUNCED",
    "Building",
    "Bundle",
    "Calendar",
    "Contact",
    "Content",
    "Department",
    "FieldWording",
    "Figures",
    "Form",
    "Guidebook",
    "Limit",
    "ListWording",
    "Measures",
    "Need",
    "Period",
    "Post",
    "Project",
    "Question",
    "Record",
    "RecordId",
    "Report",
    "Resource",
    "Service",
    "Site",
    "Source",
    "Sources",
    "Subdistrict",
    "Text",
    "Unannounced",
    "Withheld",
]
