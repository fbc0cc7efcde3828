# syntax=docker/dockerfile:1
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    cargo build --release --locked --bin tallybook \
    && cp target/release/tallybook /usr/local/bin/tallybook

# Certificates of TLS to a database are verified against roots compiled in, so nothing is installed.
FROM debian:12-slim
RUN useradd --system --uid 65532 --no-create-home tallybook
USER 65532
COPY --from=build /usr/local/bin/tallybook /usr/local/bin/tallybook
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["/usr/local/bin/tallybook", "health", "--url", "http://127.0.0.1:8080"]
ENTRYPOINT ["/usr/local/bin/tallybook"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
