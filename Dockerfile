# Stage 1 installs the locked dependencies; stage 2 holds them and the code, and runs as an ordinary user.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/exposure
COPY requirements.lock ./
RUN /opt/exposure/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY reference_data reference_data
COPY scoring scoring
COPY service service
RUN /opt/exposure/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/exposure --create-home exposure
COPY --from=build /opt/exposure /opt/exposure
ENV PATH=/opt/exposure/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    EXPOSURE_HOME=/var/lib/exposure
WORKDIR /var/lib/exposure
USER 10001
VOLUME /var/lib/exposure
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
# Inside a container the service listens on all addresses, and so needs EXPOSURE_API_KEY.
ENTRYPOINT ["exposure"]
CMD ["serve", "--host", "0.0.0.0"]
