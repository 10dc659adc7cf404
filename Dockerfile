# The production image: no compiler, no node, no servers out of wheels, no tests; runs as nobody in particular on a
# file system it cannot write to. Build: docker build --tag praktik .
FROM node:24-slim AS frontend
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
COPY requirements-production.lock /
RUN /venv/bin/pip install --require-hashes --no-deps --requirement /requirements-production.lock
WORKDIR /app
COPY . .
COPY --from=frontend /build/node_modules node_modules
ENV PATH=/venv/bin:$PATH
# Settings refuse to load without these names; none of the values stays in the image.
RUN python -m config.frontend \
    && python -m config.messages compile \
    && python -m config.deploycheck collectstatic --noinput \
    && rm -rf node_modules \
    && python -m compileall -q /app /venv

FROM python:3.13-slim
RUN groupadd --gid 10001 praktik && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin praktik
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ARG PRAKTIK_VERSION=
ENV PATH=/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    PRAKTIK_VERSION=$PRAKTIK_VERSION \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-m", "config.health", "web"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning"]
