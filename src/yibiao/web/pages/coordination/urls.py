"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.coordination import desk, items, listing, meetings, papers, raising, visits

urlpatterns = [
    path("coordination/", listing.listing, name="coordination"),
    path("coordination/raise", raising.raise_one, name="item-raise"),
    path("coordination/items/<int:item>", items.item, name="item"),
    path("coordination/items/<int:item>/paper", papers.paper, name="item-paper"),
    path("coordination/items/<int:item>/paper/file", papers.paper_file, name="item-paper-file"),
    path("coordination/scans/<int:scan>/file", papers.scan_file, name="item-scan"),
    path("coordination/plans/<int:plan>", desk.desk, name="coordination-plan"),
    path("coordination/meetings/<int:meeting>", meetings.meeting, name="meeting"),
    path("coordination/meetings/<int:meeting>/changed", meetings.changed, name="meeting-changed"),
    path("coordination/meetings/<int:meeting>/print", meetings.printed, name="meeting-print"),
    path("coordination/visits/<int:visit>", visits.visit, name="visit"),
]
