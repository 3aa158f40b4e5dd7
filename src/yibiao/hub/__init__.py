"""The hub: where a city keeps its plans and works on them together. One Django app, in parts.

`orgs` units and people, `plans` documents to published versions, `commitments` what every unit owes and has
filled in, `access` who may do what, `audit` what happened, `jobs` work in the background, `outbox` webhooks.
People write through named actions alone (`actions.py`); HTTP is known to `web`, never here.
"""
