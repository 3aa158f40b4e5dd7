"""Large pages compressed: a plan of 250 tasks beside its document is megabytes of tables."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# What is smaller takes longer to compress than to send, on an office's network.
LEAST = 100 * 1024


class CompressMiddleware(GZipMiddleware):
    """Compresses pages from `LEAST` bytes on, each with padding of random length (BREACH); the token in forms is masked too."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress the answer, where it is a large page and the browser takes it."""
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.streaming or not is_page or len(response.content) < LEAST:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
