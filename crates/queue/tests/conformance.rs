//! What every broker promises: one suite, run on the in-process broker and on RabbitMQ.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::Duration;

use ml_job_domain::{ControlMessage, JobId, JobMessage, JobType, MESSAGE_VERSION};
use ml_job_queue::{AmqpQueue, Consumer, Delivery, MemoryQueue, Outcome, Queue};
use ml_job_testkit::{TestBroker, wait_for};
use tokio::time::timeout;

/// Long enough for a slow machine; a test that waits this long fails.
const DEADLINE: Duration = Duration::from_secs(30);
/// How long nothing has to come before "nothing comes" is believed.
const SILENCE: Duration = Duration::from_millis(200);

fn job_type(name: &str) -> JobType {
    name.parse().unwrap()
}

fn preprocessing() -> JobType {
    job_type(JobType::DATA_PREPROCESSING)
}

fn learning() -> JobType {
    job_type(JobType::ACTIVE_ML)
}

fn message(job_type: &JobType) -> JobMessage {
    JobMessage {
        v: MESSAGE_VERSION,
        job_id: JobId::new(),
        job_type: job_type.clone(),
        attempt: 3,
        enqueued_at: "2026-01-02T03:04:05.678901Z".parse().unwrap(),
    }
}

/// Publishes `count` jobs of a type, one after the other.
async fn publish_some(queue: &dyn Queue, job_type: &JobType, count: usize) -> Vec<JobMessage> {
    let messages: Vec<_> = (0..count).map(|_| message(job_type)).collect();
    for message in &messages {
        queue.publish(message).await.unwrap();
    }
    messages
}

async fn next(consumer: &mut Box<dyn Consumer>) -> Delivery {
    timeout(DEADLINE, consumer.next()).await.expect("a job comes")
}

async fn expect_silence(consumer: &mut Box<dyn Consumer>) {
    if let Ok(delivery) = timeout(SILENCE, consumer.next()).await {
        panic!("nothing should come, but {delivery:?} did");
    }
}

async fn wait_for_depth(queue: &dyn Queue, job_type: &JobType, expected: u64) {
    wait_for(async || queue.depth(job_type).await.unwrap() == expected, DEADLINE).await;
}

async fn a_published_job_reaches_a_consumer_unchanged(queue: &dyn Queue) {
    let published = message(&learning());
    queue.publish(&published).await.unwrap();
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    let delivery = next(&mut consumer).await;
    assert_eq!(delivery.message, published);
    delivery.settle(Outcome::Done).await.unwrap();
}

async fn a_job_reaches_a_consumer_that_waits_already(queue: &dyn Queue) {
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    let waiting = tokio::spawn(async move { next(&mut consumer).await.message.clone() });
    let published = message(&learning());
    queue.publish(&published).await.unwrap();
    assert_eq!(waiting.await.unwrap(), published);
}

async fn jobs_of_a_type_come_in_the_order_of_publication(queue: &dyn Queue) {
    let published = publish_some(queue, &preprocessing(), 20).await;
    let mut consumer = queue.consumer(&[preprocessing()]).await.unwrap();
    for expected in &published {
        let delivery = next(&mut consumer).await;
        assert_eq!(&delivery.message, expected);
        delivery.settle(Outcome::Done).await.unwrap();
    }
}

async fn a_consumer_gets_only_the_types_it_asked_for(queue: &dyn Queue) {
    queue.publish(&message(&learning())).await.unwrap();
    let mut consumer = queue.consumer(&[preprocessing()]).await.unwrap();
    expect_silence(&mut consumer).await;
    assert_eq!(queue.depth(&learning()).await.unwrap(), 1);
}

async fn a_consumer_of_no_type_waits_for_ever(queue: &dyn Queue) {
    queue.publish(&message(&learning())).await.unwrap();
    let mut consumer = queue.consumer(&[]).await.unwrap();
    expect_silence(&mut consumer).await;
}

async fn a_type_asked_for_twice_is_one_subscription(queue: &dyn Queue) {
    publish_some(queue, &learning(), 2).await;
    let mut consumer = queue.consumer(&[learning(), learning()]).await.unwrap();
    let _held = next(&mut consumer).await;
    expect_silence(&mut consumer).await;
}

async fn a_consumer_holds_one_unsettled_job_per_type(queue: &dyn Queue) {
    let published = publish_some(queue, &preprocessing(), 2).await;
    let other = message(&learning());
    queue.publish(&other).await.unwrap();

    let mut consumer = queue.consumer(&[preprocessing(), learning()]).await.unwrap();
    let (mut held, mut first) = (next(&mut consumer).await, next(&mut consumer).await);
    if first.message.job_type == learning() {
        std::mem::swap(&mut held, &mut first);
    }
    assert_eq!((&held.message, &first.message), (&other, &published[0]));
    expect_silence(&mut consumer).await;

    first.settle(Outcome::Done).await.unwrap();
    assert_eq!(next(&mut consumer).await.message, published[1]);
    held.settle(Outcome::Done).await.unwrap();
}

async fn two_consumers_share_the_jobs_of_a_type(queue: &dyn Queue) {
    let published = publish_some(queue, &learning(), 2).await;
    let mut first = queue.consumer(&[learning()]).await.unwrap();
    let mut second = queue.consumer(&[learning()]).await.unwrap();
    let held = next(&mut first).await;
    let other = next(&mut second).await;
    assert_eq!([&held.message, &other.message], [&published[0], &published[1]]);
}

async fn a_job_that_is_done_does_not_come_again(queue: &dyn Queue) {
    queue.publish(&message(&learning())).await.unwrap();
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    next(&mut consumer).await.settle(Outcome::Done).await.unwrap();
    expect_silence(&mut consumer).await;
    drop(consumer);
    let mut another = queue.consumer(&[learning()]).await.unwrap();
    expect_silence(&mut another).await;
}

async fn a_job_given_back_keeps_its_place(queue: &dyn Queue) {
    let published = publish_some(queue, &learning(), 3).await;
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    next(&mut consumer).await.settle(Outcome::Retry).await.unwrap();
    for expected in &published {
        let delivery = next(&mut consumer).await;
        assert_eq!(&delivery.message, expected);
        delivery.settle(Outcome::Done).await.unwrap();
    }
}

async fn a_job_may_be_given_back_any_number_of_times(queue: &dyn Queue) {
    let published = publish_some(queue, &learning(), 2).await;
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    // RabbitMQ 4 puts a message aside after 20 times unless told otherwise.
    for _ in 0..50 {
        let delivery = next(&mut consumer).await;
        assert_eq!(delivery.message, published[0]);
        delivery.settle(Outcome::Retry).await.unwrap();
    }
}

async fn a_delivery_that_is_dropped_comes_again(queue: &dyn Queue) {
    let published = message(&learning());
    queue.publish(&published).await.unwrap();
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    drop(next(&mut consumer).await);
    assert_eq!(next(&mut consumer).await.message, published);
}

async fn a_rejected_job_does_not_come_again(queue: &dyn Queue) {
    let published = publish_some(queue, &learning(), 2).await;
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    next(&mut consumer).await.settle(Outcome::Reject).await.unwrap();
    let delivery = next(&mut consumer).await;
    assert_eq!(delivery.message, published[1]);
    delivery.settle(Outcome::Done).await.unwrap();
    expect_silence(&mut consumer).await;
}

async fn depth_counts_what_waits_and_not_what_is_held(queue: &dyn Queue) {
    assert_eq!(queue.depth(&learning()).await.unwrap(), 0, "a type that nobody used has no jobs");
    publish_some(queue, &learning(), 3).await;
    wait_for_depth(queue, &learning(), 3).await;
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    let delivery = next(&mut consumer).await;
    wait_for_depth(queue, &learning(), 2).await;
    delivery.settle(Outcome::Retry).await.unwrap();
    consumer.pause().await;
    wait_for_depth(queue, &learning(), 3).await;
}

async fn a_consumer_that_was_never_asked_holds_nothing(queue: &dyn Queue) {
    let _idle = queue.consumer(&[learning()]).await.unwrap();
    let published = message(&learning());
    queue.publish(&published).await.unwrap();
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    assert_eq!(next(&mut consumer).await.message, published);
}

async fn pausing_gives_back_what_was_not_handed_out(queue: &dyn Queue) {
    let first = publish_some(queue, &preprocessing(), 2).await;
    let second = publish_some(queue, &learning(), 2).await;
    let mut consumer = queue.consumer(&[preprocessing(), learning()]).await.unwrap();
    // One of the two types is handed out; one of the other has been received ahead of time.
    let held = next(&mut consumer).await;
    consumer.pause().await;

    let mut another = queue.consumer(&[preprocessing(), learning()]).await.unwrap();
    let (other, given_back, next_in_line) = if held.message.job_type == preprocessing() {
        (learning(), &second[0], &first[1])
    } else {
        (preprocessing(), &first[0], &second[1])
    };
    for _ in 0..2 {
        let delivery = next(&mut another).await;
        let expected = if delivery.message.job_type == other { given_back } else { next_in_line };
        assert_eq!(&delivery.message, expected);
        delivery.settle(Outcome::Done).await.unwrap();
    }
    held.settle(Outcome::Done).await.unwrap();
}

async fn what_was_handed_out_before_a_pause_can_be_settled_after_it(queue: &dyn Queue) {
    let published = publish_some(queue, &learning(), 2).await;
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    let held = next(&mut consumer).await;
    consumer.pause().await;
    held.settle(Outcome::Done).await.unwrap();
    drop(consumer);
    let mut another = queue.consumer(&[learning()]).await.unwrap();
    let delivery = next(&mut another).await;
    assert_eq!(delivery.message, published[1]);
    wait_for_depth(queue, &learning(), 0).await;
}

async fn a_paused_consumer_resumes(queue: &dyn Queue) {
    let published = publish_some(queue, &learning(), 3).await;
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    // Before anything was received, after something was, and twice in a row.
    consumer.pause().await;
    for expected in &published {
        let delivery = next(&mut consumer).await;
        assert_eq!(&delivery.message, expected);
        delivery.settle(Outcome::Done).await.unwrap();
        consumer.pause().await;
        consumer.pause().await;
    }
}

async fn dropping_a_consumer_gives_back_what_it_had_received(queue: &dyn Queue) {
    publish_some(queue, &preprocessing(), 1).await;
    publish_some(queue, &learning(), 1).await;
    let mut consumer = queue.consumer(&[preprocessing(), learning()]).await.unwrap();
    next(&mut consumer).await.settle(Outcome::Retry).await.unwrap();
    drop(consumer);
    wait_for_depth(queue, &preprocessing(), 1).await;
    wait_for_depth(queue, &learning(), 1).await;
}

async fn a_wait_that_is_given_up_loses_no_job(queue: &dyn Queue) {
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    let published = publish_some(queue, &learning(), 20).await;
    for expected in &published {
        let delivery = loop {
            // Far too short at times: what had been received must come with a later call.
            if let Ok(delivery) = timeout(Duration::from_micros(300), consumer.next()).await {
                break delivery;
            }
        };
        assert_eq!(&delivery.message, expected);
        delivery.settle(Outcome::Done).await.unwrap();
    }
}

async fn what_is_said_to_all_workers_reaches_each_once(queue: &dyn Queue) {
    let mut listeners = Vec::new();
    for _ in 0..3 {
        listeners.push(queue.control().await.unwrap());
    }
    let said: Vec<_> = (0..5).map(|_| ControlMessage::abort(JobId::new())).collect();
    for message in &said {
        queue.publish_control(message).await.unwrap();
    }
    for listener in &mut listeners {
        for expected in &said {
            assert_eq!(timeout(DEADLINE, listener.recv()).await.unwrap().as_ref(), Some(expected));
        }
        assert!(listener.try_recv().is_err(), "each message comes once");
    }
}

async fn a_listener_that_left_disturbs_nobody(queue: &dyn Queue) {
    drop(queue.control().await.unwrap());
    let mut listener = queue.control().await.unwrap();
    let said = ControlMessage::abort(JobId::new());
    queue.publish_control(&said).await.unwrap();
    assert_eq!(timeout(DEADLINE, listener.recv()).await.unwrap(), Some(said));
}

async fn saying_something_to_nobody_is_no_error(queue: &dyn Queue) {
    queue.publish_control(&ControlMessage::abort(JobId::new())).await.unwrap();
    // Nor does a listener that comes later hear it.
    let mut late = queue.control().await.unwrap();
    let said = ControlMessage::abort(JobId::new());
    queue.publish_control(&said).await.unwrap();
    assert_eq!(timeout(DEADLINE, late.recv()).await.unwrap(), Some(said));
}

async fn many_publish_at_once_and_nothing_is_lost(queue: &dyn Queue) {
    let messages: Vec<_> = (0..40).map(|_| message(&learning())).collect();
    let published = futures::future::join_all(messages.iter().map(|message| queue.publish(message))).await;
    assert!(published.iter().all(Result::is_ok), "{published:?}");
    let mut consumer = queue.consumer(&[learning()]).await.unwrap();
    let mut received = Vec::new();
    for _ in &messages {
        let delivery = next(&mut consumer).await;
        received.push(delivery.message.job_id);
        delivery.settle(Outcome::Done).await.unwrap();
    }
    received.sort_unstable();
    let mut expected: Vec<_> = messages.iter().map(|message| message.job_id).collect();
    expected.sort_unstable();
    assert_eq!(received, expected);
}

async fn a_broker_that_is_there_gives_a_sign_of_life(queue: &dyn Queue) {
    queue.ping().await.unwrap();
}

/// Each function above as a test on each broker.
macro_rules! run_on_both {
    ($($test:ident,)*) => {
        mod in_process {
            use super::*;

            $(#[tokio::test]
            async fn $test() {
                super::$test(&MemoryQueue::new()).await;
            })*
        }

        mod rabbitmq {
            use super::*;

            $(#[tokio::test]
            async fn $test() {
                let broker = TestBroker::new();
                let queue = AmqpQueue::connect(&broker.config()).await.unwrap();
                super::$test(&queue).await;
            })*
        }
    };
}

run_on_both! {
    a_published_job_reaches_a_consumer_unchanged,
    a_job_reaches_a_consumer_that_waits_already,
    jobs_of_a_type_come_in_the_order_of_publication,
    a_consumer_gets_only_the_types_it_asked_for,
    a_consumer_of_no_type_waits_for_ever,
    a_type_asked_for_twice_is_one_subscription,
    a_consumer_holds_one_unsettled_job_per_type,
    two_consumers_share_the_jobs_of_a_type,
    a_job_that_is_done_does_not_come_again,
    a_job_given_back_keeps_its_place,
    a_job_may_be_given_back_any_number_of_times,
    a_delivery_that_is_dropped_comes_again,
    a_rejected_job_does_not_come_again,
    depth_counts_what_waits_and_not_what_is_held,
    a_consumer_that_was_never_asked_holds_nothing,
    pausing_gives_back_what_was_not_handed_out,
    what_was_handed_out_before_a_pause_can_be_settled_after_it,
    a_paused_consumer_resumes,
    dropping_a_consumer_gives_back_what_it_had_received,
    a_wait_that_is_given_up_loses_no_job,
    what_is_said_to_all_workers_reaches_each_once,
    a_listener_that_left_disturbs_nobody,
    saying_something_to_nobody_is_no_error,
    many_publish_at_once_and_nothing_is_lost,
    a_broker_that_is_there_gives_a_sign_of_life,
}

#[tokio::test]
async fn clones_of_the_in_process_broker_share_its_queues() {
    let queue = MemoryQueue::new();
    let shared: Arc<dyn Queue> = Arc::new(queue.clone());
    shared.publish(&message(&learning())).await.unwrap();
    assert_eq!(queue.depth(&learning()).await.unwrap(), 1);
    assert!(!queue.is_durable());
}
