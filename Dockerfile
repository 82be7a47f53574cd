# The program on Debian with Tesseract. Database, Redis and object store are
# services of their own: docker-compose.yml.
FROM golang:1.26-bookworm AS build
RUN apt-get update \
	&& apt-get install -y --no-install-recommends libtesseract-dev libleptonica-dev pkg-config \
	&& rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -buildvcs=false -o /invoer ./cmd/invoer

FROM debian:bookworm-slim
RUN apt-get update \
	&& apt-get install -y --no-install-recommends ca-certificates tzdata fonts-dejavu-core libtesseract5 \
		tesseract-ocr-nld tesseract-ocr-fra tesseract-ocr-deu tesseract-ocr-eng tesseract-ocr-osd \
	&& rm -rf /var/lib/apt/lists/* \
	&& useradd --system --uid 10001 --home-dir /var/lib/invoer --create-home invoer
COPY --from=build /invoer /usr/local/bin/invoer
COPY LICENSE NOTICE /usr/share/doc/invoer/
USER invoer
VOLUME /var/lib/invoer
EXPOSE 8410
ENTRYPOINT ["invoer"]
CMD ["serve"]
