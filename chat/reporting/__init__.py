"""Reports: what people ask the site's moderators to look at."""
