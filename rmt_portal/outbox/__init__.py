"""Work to be done: asked for in the transaction of the change, done once, with or without Celery."""
