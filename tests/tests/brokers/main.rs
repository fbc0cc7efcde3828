//! Sinks on brokers that take a while to start: Apache Kafka and RabbitMQ. `make test-brokers` runs them;
//! `make test` compiles them and lists each as ignored.

mod kafka;
mod rabbitmq;
