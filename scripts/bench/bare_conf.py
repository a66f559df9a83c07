"""gunicorn's settings for the yardstick: the product's own, without its background jobs."""

from app.gunicorn_conf import bind, control_socket_disable, graceful_timeout, keepalive, threads, timeout, worker_class, workers

__all__ = ["bind", "control_socket_disable", "graceful_timeout", "keepalive", "threads", "timeout", "worker_class", "workers"]
