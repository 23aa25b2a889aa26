# docker build -t wenju . && docker run -p 8000:8000 -v wenju:/data wenju
#
# So it answers whoever reaches the port and changes nothing; with -e WENJU_ADMIN_TOKEN=SECRET a
# request that has the secret may change the library.
#
# The default torch of some platforms is a CUDA build of several GB. To install another one, hand
# the build your own pip configuration: docker build --secret id=pip,src=pip.conf -t wenju .

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
COPY pyproject.toml constraints.txt LICENSE NOTICE README.md ./
# The dependencies in a layer of their own, so that a change of code does not fetch them again.
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=cache,target=/var/cache/pip \
    export PIP_CACHE_DIR=/var/cache/pip \
    && /venv/bin/pip install -c constraints.txt pip setuptools \
    && python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' > requirements.txt \
    && /venv/bin/pip install -c constraints.txt -r requirements.txt
COPY corpus corpus
COPY index index
COPY service service
COPY eval eval
RUN /venv/bin/pip install --no-deps --no-build-isolation --no-index .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data wenju \
    && install -d -o wenju -g wenju /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    WENJU_HOST=0.0.0.0 \
    WENJU_PORT=8000 \
    WENJU_HOME=/data
USER wenju
WORKDIR /data
VOLUME /data
EXPOSE 8000
# Ready means: an index is served. The first start builds it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/readyz' % os.environ['WENJU_PORT'], timeout=4)"]
CMD ["wenju", "serve"]
