"""Addresses of the pages about reports."""

from django.urls import path

from yibiao.web.pages.reporting import chain, narratives, offers, overview, report, requests

urlpatterns = [
    path("plans/<int:plan>/reports", overview.reports, name="plan-reports"),
    path("plans/<int:plan>/reports/accept", overview.accept_all, name="reports-accept"),
    path("plans/<int:plan>/verify", overview.verify, name="plan-verify"),
    path("plans/<int:plan>/reports/<slug:code>/<str:period>", report.report, name="report"),
    path("plans/<int:plan>/reports/<slug:code>/<str:period>/receipt", report.receipt, name="receipt"),
    path("plans/<int:plan>/reports/<slug:code>/<str:period>/ask", requests.ask, name="report-ask"),
    path("plans/<int:plan>/reports/<slug:code>/<str:period>/<slug:deed>", report.step, name="report-step"),
    path("plans/<int:plan>/narratives", narratives.narratives, name="plan-narratives"),
    path("plans/<int:plan>/offers", offers.offers, name="plan-offers"),
    path("plans/<int:plan>/offers/same", offers.same, name="plan-same"),
    path("units/<slug:code>/values/answer", offers.answer, name="offer-answer"),
    path("units/<slug:code>/values/<int:commitment>/object", offers.objecting, name="offer-object"),
    path("requests/<int:number>", requests.show, name="request"),
    path("units/<slug:code>/chain", chain.chain, name="unit-chain"),
]
