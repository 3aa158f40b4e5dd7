"""The API, version 1: `/api/v1`. Every router is listed here; its document is at `/api/v1/openapi.json`."""
