//! What only a real broker and a failing network can show.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use lapin::options::{BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions, QueueDeleteOptions};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use ml_job_domain::{ControlMessage, JobId, JobMessage, JobType, MESSAGE_VERSION};
use ml_job_queue::{AmqpConfig, AmqpQueue, Consumer, Delivery, Outcome, Queue, QueueError};
use ml_job_testkit::{TestBroker, TestProxy, wait_for, wait_for_some};
use tokio::time::timeout;

/// Long enough for a slow machine; a test that waits this long fails.
const DEADLINE: Duration = Duration::from_secs(30);

fn learning() -> JobType {
    JobType::ACTIVE_ML.parse().unwrap()
}

fn message() -> JobMessage {
    JobMessage {
        v: MESSAGE_VERSION,
        job_id: JobId::new(),
        job_type: learning(),
        attempt: 0,
        enqueued_at: "2026-01-02T03:04:05Z".parse().unwrap(),
    }
}

/// The address in a broker's URL.
fn host_and_port(url: &str) -> &str {
    url.split_once('@').unwrap().1.split_once('/').unwrap().0
}

/// A proxy before the broker, and a config that leads through it.
async fn through_a_proxy(broker: &TestBroker) -> (TestProxy, AmqpConfig) {
    let target = host_and_port(broker.url());
    let proxy = TestProxy::start(target).await;
    let url = broker.url().replace(target, &proxy.address().to_string());
    (proxy, AmqpConfig { url, ..broker.config() })
}

/// A channel of the test's own, past everything that is tested.
async fn channel(broker: &TestBroker) -> (Connection, Channel) {
    let connection = Connection::connect(broker.url(), ConnectionProperties::default()).await.unwrap();
    let channel = connection.create_channel().await.unwrap();
    channel.confirm_select(ConfirmSelectOptions::default()).await.unwrap();
    (connection, channel)
}

async fn next(consumer: &mut Box<dyn Consumer>) -> Delivery {
    timeout(DEADLINE, consumer.next()).await.expect("a job comes")
}

/// Publishes as the dispatcher does: again, until the broker has it.
async fn publish_at_last(queue: &AmqpQueue, message: &JobMessage) {
    wait_for(async || queue.publish(message).await.is_ok(), DEADLINE).await;
}

/// Publishes bytes, and waits until the broker has them.
async fn publish_raw(channel: &Channel, exchange: &str, routing_key: &str, body: &[u8]) {
    let (options, properties) = (BasicPublishOptions::default(), BasicProperties::default());
    let confirm = channel.basic_publish(exchange.into(), routing_key.into(), options, body, properties).await.unwrap();
    assert!(confirm.await.unwrap().is_ack());
}

/// Takes one message from a queue, waiting for it.
async fn take_from(channel: &Channel, queue: &str) -> lapin::message::BasicGetMessage {
    let get = async || channel.basic_get(queue.into(), BasicGetOptions { no_ack: true }).await.unwrap();
    wait_for_some(get, DEADLINE).await
}

/// The connection error, or a panic where it succeeded (the queue itself has no `Debug`).
async fn connect_in_vain(config: &AmqpConfig) -> QueueError {
    match timeout(DEADLINE, AmqpQueue::connect(config)).await.expect("the attempt ends") {
        Ok(_) => panic!("connecting should fail"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn start_up_waits_for_a_broker_that_comes_later() {
    let broker = TestBroker::new();
    let (proxy, config) = through_a_proxy(&broker).await;
    proxy.take_down();
    let starting = tokio::spawn(async move { AmqpQueue::connect(&config).await });
    // The first attempts fail for certain: nothing is forwarded before the network is restored.
    let mut probe = broker.config();
    probe.url = broker.url().replace(host_and_port(broker.url()), &proxy.address().to_string());
    probe.connect_timeout = Duration::ZERO;
    assert!(matches!(connect_in_vain(&probe).await, QueueError::Unavailable { .. }));
    assert!(!starting.is_finished());
    assert_eq!(proxy.accepted(), 0);
    proxy.restore();
    let queue = timeout(DEADLINE, starting).await.unwrap().unwrap().unwrap();
    queue.publish(&message()).await.unwrap();
}

#[tokio::test]
async fn start_up_gives_up_when_no_broker_comes() {
    let broker = TestBroker::new();
    // A port that was free a moment ago: the connection is refused.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let config = AmqpConfig {
        url: format!("amqp://guest:guest@{address}/%2f"),
        connect_timeout: Duration::from_millis(300),
        ..broker.config()
    };
    let error = connect_in_vain(&config).await;
    assert!(matches!(error, QueueError::Unavailable { .. }), "{error:?}");
    assert_eq!(error.to_string(), "no broker answered within 300ms");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_broker_that_never_answers_is_given_up() {
    let broker = TestBroker::new();
    let (proxy, config) = through_a_proxy(&broker).await;
    proxy.freeze();
    let config = AmqpConfig { request_timeout: Duration::from_millis(200), connect_timeout: Duration::ZERO, ..config };
    let error = connect_in_vain(&config).await;
    assert!(
        matches!(&error, QueueError::Unavailable { source, .. } if matches!(**source, QueueError::TimedOut { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_wrong_password_or_virtual_host_is_refused_at_once() {
    let broker = TestBroker::new();
    let address = host_and_port(broker.url());
    for url in [
        format!("amqp://ml-job-nobody:wrong@{address}/%2f"),
        broker.url().replace("%2f", "ml-job-no-such-virtual-host"),
    ] {
        let error = connect_in_vain(&AmqpConfig { url, ..broker.config() }).await;
        assert!(matches!(error, QueueError::Refused(_)), "{error:?}");
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn a_url_or_a_prefix_that_is_none_is_refused_at_once() {
    let broker = TestBroker::new();
    for url in ["", "127.0.0.1", "http://127.0.0.1", "amqp://127.0.0.1:port"] {
        let error = connect_in_vain(&AmqpConfig { url: url.to_owned(), ..broker.config() }).await;
        assert!(matches!(error, QueueError::InvalidUrl(_)), "{url}: {error:?}");
    }
    let error = connect_in_vain(&AmqpConfig { prefix: "jobs here".to_owned(), ..broker.config() }).await;
    assert!(matches!(error, QueueError::InvalidPrefix(_)), "{error:?}");
}

#[test]
fn a_config_hides_its_password() {
    let shown = format!("{:?}", AmqpConfig::new("amqp://user:secret@broker/%2f", "ml-jobs"));
    assert!(shown.contains("ml-jobs") && !shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn a_consumer_survives_lost_connections() {
    let broker = TestBroker::new();
    let (proxy, config) = through_a_proxy(&broker).await;
    let direct = AmqpQueue::connect(&broker.config()).await.unwrap();
    let distant = AmqpQueue::connect(&config).await.unwrap();
    let mut consumer = distant.consumer(&[learning()]).await.unwrap();

    let first = message();
    direct.publish(&first).await.unwrap();
    let lost = next(&mut consumer).await;
    proxy.cut();
    // What was not acknowledged comes again, over a new connection.
    let again = next(&mut consumer).await;
    assert_eq!(again.message, first);
    // The old delivery is worth nothing, and says so.
    assert!(lost.settle(Outcome::Done).await.is_err());
    again.settle(Outcome::Done).await.unwrap();

    // Cut while it waits, twice, the second time without anybody to connect to for a while.
    let second = message();
    let expected = second.clone();
    let waiting = tokio::spawn(async move {
        loop {
            let delivery = next(&mut consumer).await;
            let arrived = delivery.message == expected;
            // The acknowledgement of the first may have been cut off: then it comes once more.
            assert!(arrived || delivery.message == first, "{delivery:?}");
            delivery.settle(Outcome::Done).await.unwrap();
            if arrived {
                break;
            }
        }
    });
    proxy.cut();
    proxy.take_down();
    direct.publish(&second).await.unwrap();
    proxy.restore();
    timeout(DEADLINE, waiting).await.unwrap().unwrap();
}

#[tokio::test]
async fn publishing_survives_lost_connections() {
    let broker = TestBroker::new();
    let (proxy, config) = through_a_proxy(&broker).await;
    let distant = AmqpQueue::connect(&config).await.unwrap();
    let messages: Vec<_> = (0..3).map(|_| message()).collect();
    for message in &messages {
        publish_at_last(&distant, message).await;
        proxy.take_down();
        let error = distant.publish(message).await.unwrap_err();
        assert!(error.is_transient(), "{error:?}");
        assert!(distant.ping().await.is_err());
        proxy.restore();
    }
    distant.ping().await.unwrap();

    let direct = AmqpQueue::connect(&broker.config()).await.unwrap();
    let mut consumer = direct.consumer(&[learning()]).await.unwrap();
    let mut received = Vec::new();
    while received.last() != messages.last() {
        let delivery = next(&mut consumer).await;
        received.push(delivery.message.clone());
        delivery.settle(Outcome::Done).await.unwrap();
    }
    // At least once each, in order.
    received.dedup();
    assert_eq!(received, messages);
}

#[tokio::test]
async fn a_publish_that_is_not_confirmed_in_time_is_an_error() {
    let broker = TestBroker::new();
    let (proxy, config) = through_a_proxy(&broker).await;
    let queue =
        AmqpQueue::connect(&AmqpConfig { request_timeout: Duration::from_millis(500), ..config }).await.unwrap();
    queue.publish(&message()).await.unwrap();
    proxy.freeze();
    let error = queue.publish(&message()).await.unwrap_err();
    assert!(matches!(error, QueueError::TimedOut { doing: "publishing a message", .. }), "{error:?}");
    proxy.restore();
    publish_at_last(&queue, &message()).await;
}

#[tokio::test]
async fn control_messages_are_heard_again_after_a_lost_connection() {
    let broker = TestBroker::new();
    let (proxy, config) = through_a_proxy(&broker).await;
    let direct = AmqpQueue::connect(&broker.config()).await.unwrap();
    let distant = AmqpQueue::connect(&config).await.unwrap();
    let mut control = distant.control().await.unwrap();
    for _ in 0..2 {
        proxy.cut();
        let said = ControlMessage::abort(JobId::new());
        // What is said while nobody listens is missed, so it is said until it is heard.
        let heard = async || {
            direct.publish_control(&said).await.unwrap();
            timeout(Duration::from_millis(50), control.recv()).await.ok()
        };
        assert_eq!(wait_for_some(heard, DEADLINE).await, Some(said.clone()));
        while control.try_recv().is_ok() {}
    }
}

#[tokio::test]
async fn a_message_that_no_queue_takes_is_an_error_and_the_next_one_arrives() {
    let broker = TestBroker::new();
    let queue = AmqpQueue::connect(&broker.config()).await.unwrap();
    queue.publish(&message()).await.unwrap();
    let (_connection, channel) = channel(&broker).await;
    let name = format!("{}.ACTIVE_ML", broker.prefix());
    channel.queue_delete(name.into(), QueueDeleteOptions::default()).await.unwrap();

    let error = queue.publish(&message()).await.unwrap_err();
    assert!(
        matches!(&error, QueueError::Unroutable { routing_key } if routing_key == "ACTIVE_ML"),
        "a message that went nowhere must not count as published: {error:?}"
    );
    queue.publish(&message()).await.unwrap();
    assert_eq!(queue.depth(&learning()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_wiped_broker_is_set_up_again() {
    let broker = TestBroker::new();
    let queue = AmqpQueue::connect(&broker.config()).await.unwrap();
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    queue.publish(&message()).await.unwrap();
    next(&mut consumer).await.settle(Outcome::Done).await.unwrap();

    let waiting = tokio::spawn(async move { next(&mut consumer).await });
    broker.wipe().await.unwrap();
    let published = message();
    publish_at_last(&queue, &published).await;
    let delivery = timeout(DEADLINE, waiting).await.unwrap().unwrap();
    assert_eq!(delivery.message, published);
}

#[tokio::test]
async fn a_subscription_that_is_renewed_all_the_time_loses_nothing() {
    let broker = TestBroker::new();
    let config = AmqpConfig { renew_after: Duration::from_millis(5), ..broker.config() };
    let queue = AmqpQueue::connect(&config).await.unwrap();
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    for _ in 0..20 {
        assert!(timeout(Duration::from_millis(30), consumer.next()).await.is_err(), "nothing was published");
        let published = message();
        queue.publish(&published).await.unwrap();
        let delivery = next(&mut consumer).await;
        assert_eq!(delivery.message, published);
        delivery.settle(Outcome::Done).await.unwrap();
    }
}

#[tokio::test]
async fn what_cannot_be_understood_goes_to_the_dead_letters() {
    let broker = TestBroker::new();
    let queue = AmqpQueue::connect(&broker.config()).await.unwrap();
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    queue.publish(&message()).await.unwrap();
    next(&mut consumer).await.settle(Outcome::Done).await.unwrap();

    let (_connection, channel) = channel(&broker).await;
    let from_the_future = br#"{"v":99,"job":"0199c0de"}"#;
    for body in [&b"\xffnot JSON"[..], from_the_future] {
        publish_raw(&channel, broker.prefix(), "ACTIVE_ML", body).await;
    }
    let understood = message();
    queue.publish(&understood).await.unwrap();
    let delivery = next(&mut consumer).await;
    assert_eq!(delivery.message, understood, "poison does not hold up what comes after it");
    delivery.settle(Outcome::Reject).await.unwrap();

    let dead_letters = format!("{}.dead-letters", broker.prefix());
    let mut dead = Vec::new();
    for _ in 0..3 {
        dead.push(take_from(&channel, &dead_letters).await.delivery.data);
    }
    let rejected = serde_json::to_vec(&understood).unwrap();
    assert_eq!(dead, [b"\xffnot JSON".to_vec(), from_the_future.to_vec(), rejected]);
}

#[tokio::test]
async fn a_control_message_that_cannot_be_understood_is_passed_over() {
    let broker = TestBroker::new();
    let queue = AmqpQueue::connect(&broker.config()).await.unwrap();
    let mut control = queue.control().await.unwrap();
    let (_connection, channel) = channel(&broker).await;
    publish_raw(&channel, &format!("{}.control", broker.prefix()), "", b"{}").await;
    let said = ControlMessage::abort(JobId::new());
    queue.publish_control(&said).await.unwrap();
    assert_eq!(timeout(DEADLINE, control.recv()).await.unwrap(), Some(said));
}

#[tokio::test]
async fn messages_survive_a_restart_of_the_broker() {
    let broker = TestBroker::new();
    let queue = AmqpQueue::connect(&broker.config()).await.unwrap();
    assert!(queue.is_durable());
    let published = message();
    queue.publish(&published).await.unwrap();
    let (_connection, channel) = channel(&broker).await;
    let received = take_from(&channel, &format!("{}.ACTIVE_ML", broker.prefix())).await.delivery;
    let properties = &received.properties;
    assert_eq!(*properties.delivery_mode(), Some(2), "2 means persistent");
    assert_eq!(properties.content_type().as_ref().unwrap().as_str(), "application/json");
    assert_eq!(properties.message_id().as_ref().unwrap().as_str(), published.job_id.to_string());
}

#[tokio::test]
async fn a_connection_to_consume_is_opened_only_when_needed() {
    let broker = TestBroker::new();
    let (proxy, config) = through_a_proxy(&broker).await;
    let queue = AmqpQueue::connect(&config).await.unwrap();
    queue.publish(&message()).await.unwrap();
    queue.depth(&learning()).await.unwrap();
    queue.ping().await.unwrap();
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    assert_eq!(proxy.accepted(), 1, "all of it goes over the one connection that publishes");
    next(&mut consumer).await.settle(Outcome::Done).await.unwrap();
    let _control = queue.control().await.unwrap();
    assert_eq!(proxy.accepted(), 2, "all that is received comes over another one");
}
