"""Units and people as files that offices keep in Excel or WPS: out as CSV or xlsx, and back, all or nothing.

A faulty file changes nothing, and every fault in it is named. What an export gave changes nothing when it is
imported again. Files are parsed in a child process (`files/sheets`).
"""

from yibiao.hub.orgs.exchange.people import export_people, import_people
from yibiao.hub.orgs.exchange.report import Change, Report, RowFault
from yibiao.hub.orgs.exchange.units import export_units, import_units

__all__ = [
    "Change",
    "Report",
    "RowFault",
    "export_people",
    "export_units",
    "import_people",
    "import_units",
]
