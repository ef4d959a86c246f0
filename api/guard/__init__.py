"""What stands between a browser and pages: who asks, from which page, under which name, how much.

Belongs here: middleware that refuses or lets through, for any ASGI application.
Does not belong here: pages, sessions themselves (`api.doors`), and the words of one application
(what Dagster's operations mean is said in `pipelines.operations`).
"""
