"""Static files under names that hold their digest, so that a browser may keep them for ever, and compressed once."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What a module imports is renamed with it; in what others wrote, nothing is touched.
_MODULES = (("yibiao/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1]),)


class HashedFiles(CompressedManifestStaticFilesStorage):
    """The storage of `collectstatic`; a page that names a file which isn't there is an error."""

    patterns = _MODULES
