//! The calls we make to Stripe. Each is bounded in time, tried again when Stripe cannot be reached, and safe to repeat.

use std::collections::HashMap;

use ::stripe::{Client, ClientBuilder, IdempotencyKey, RequestStrategy, StripeRequest};
use chrono::DateTime;
use secrecy::ExposeSecret;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAllowedPaymentMethodTypes, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionLineItemsPriceData, CreateCheckoutSessionPaymentIntentData, ExpireCheckoutSession,
    ProductData, RetrieveCheckoutSession,
};
use stripe_core::charge::RetrieveCharge;
use stripe_core::dispute::{ListDispute, RetrieveDispute};
use stripe_core::refund::{CreateRefund, ListRefund, RetrieveRefund};
use uuid::Uuid;

use super::checkout::{APPOINTMENT_ID, PAYMENT_ID};
use super::config::Api;
use super::refunds::{INSTEAD_OF, checked_id};
use super::{
    Charge, CheckoutOrder, CheckoutSession, CheckoutStatus, Dispute, Movements, Patience, PaymentStatus, Refund,
    StripeConfig, StripeError,
};

/// A connection to Stripe or to the stand-in. Cheap to clone.
#[derive(Debug, Clone)]
pub struct StripeClient {
    library: Client,
    api: Api,
    patience: Patience,
}

impl StripeClient {
    /// # Errors
    /// `Misconfigured`, as [`StripeConfig::check`] says. Nothing is sent yet.
    pub fn new(config: &StripeConfig) -> Result<Self, StripeError> {
        config.check()?;
        let api = config.api()?;
        let patience = Patience::default();
        let library = ClientBuilder::new(config.secret_key.expose_secret())
            .url(api.base())
            .app_info("NutriScope", Some(env!("CARGO_PKG_VERSION").to_owned()), None)
            .build()
            .map_err(|error| StripeError::sort(&error))?;
        Ok(Self { library, api, patience })
    }

    /// With other bounds than the default's.
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// Opens a checkout for one appointment. Card payments only: others settle days later, a hold lasts minutes.
    ///
    /// # Errors
    /// `Misconfigured` also when Stripe answers without an address on the checkout host.
    pub async fn create_checkout(&self, order: &CheckoutOrder) -> Result<CheckoutSession, StripeError> {
        let known_currency = order.currency.len() == 3 && order.currency.bytes().all(|byte| byte.is_ascii_lowercase());
        if !known_currency || order.amount_minor <= 0 {
            return Err(StripeError::Misconfigured("an order needs an amount above zero and a currency in lower case"));
        }
        let request = order_request(order);
        let strategy = strategy(&order.idempotency_key)?;
        let send = || {
            request.customize().request_strategy(strategy.clone()).timeout(self.patience.time_limit).send(&self.library)
        };
        let session = self.patience.retried("open checkout", send).await?;
        let session = self.read(&session)?;
        if session.status == CheckoutStatus::Open && session.url.is_none() {
            return Err(StripeError::Misconfigured("the checkout address is not on the checkout host"));
        }
        Ok(session)
    }

    /// The session as it is now; `None` if Stripe knows no such id.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn find_checkout(&self, id: &str) -> Result<Option<CheckoutSession>, StripeError> {
        let Ok(id) = checked_id(id, "cs_") else { return Ok(None) };
        let request = RetrieveCheckoutSession::new(id);
        let send = || request.customize().timeout(self.patience.time_limit).send(&self.library);
        found(self.patience.retried("read checkout", send).await)?.map(|session| self.read(&session)).transpose()
    }

    /// Ends an open checkout, so that it can no longer be paid. A session that was complete or expired before stays as it
    /// is and is returned: look at its status, for the payment may have been faster.
    ///
    /// # Errors
    /// See [`StripeError`]; an unknown id is `Refused` with `resource_missing`.
    pub async fn expire_checkout(&self, id: &str) -> Result<CheckoutSession, StripeError> {
        let id = checked_id(id, "cs_")?;
        let request = ExpireCheckoutSession::new(id);
        let send = || request.customize().timeout(self.patience.time_limit).send(&self.library);
        match self.patience.retried("expire checkout", send).await {
            Ok(session) => self.read(&session),
            // Finished already, perhaps by the first of two tries: what counts is what it is now.
            Err(refused @ StripeError::Refused { .. }) => match self.find_checkout(id).await? {
                Some(session) if session.status != CheckoutStatus::Open => Ok(session),
                _ => Err(refused),
            },
            Err(error) => Err(error),
        }
    }

    /// Gives back `amount_minor` of a payment.
    ///
    /// # Errors
    /// `Refused` with `charge_already_refunded` when nothing is left to give back; see [`StripeError`].
    pub async fn refund(
        &self,
        payment_intent: &str,
        amount_minor: i64,
        idempotency_key: &str,
    ) -> Result<Refund, StripeError> {
        let intent = checked_id(payment_intent, "pi_")?;
        let request = CreateRefund::new().payment_intent(intent).amount(amount_minor);
        let strategy = strategy(idempotency_key)?;
        let send = || {
            request.customize().request_strategy(strategy.clone()).timeout(self.patience.time_limit).send(&self.library)
        };
        self.patience.retried("refund", send).await.map(|refund| Refund::read(&refund))
    }

    /// Sends a refund again that had failed. Its key is made of the one that failed, and so is what Stripe keeps beside it:
    /// however often it is asked for, it is one refund.
    ///
    /// # Errors
    /// As `refund`.
    pub async fn refund_again(
        &self,
        payment_intent: &str,
        amount_minor: i64,
        failed: &str,
    ) -> Result<Refund, StripeError> {
        let intent = checked_id(payment_intent, "pi_")?;
        let kept = HashMap::from([(INSTEAD_OF.to_owned(), failed.to_owned())]);
        let request = CreateRefund::new().payment_intent(intent).amount(amount_minor).metadata(kept);
        let strategy = strategy(&format!("refund-again-{failed}"))?;
        let send = || {
            request.customize().request_strategy(strategy.clone()).timeout(self.patience.time_limit).send(&self.library)
        };
        self.patience.retried("refund again", send).await.map(|refund| Refund::read(&refund))
    }

    /// The charge as it is now; `None` if Stripe knows no such id.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn find_charge(&self, id: &str) -> Result<Option<Charge>, StripeError> {
        let Ok(id) = checked_id(id, "ch_").or_else(|_| checked_id(id, "py_")) else { return Ok(None) };
        let request = RetrieveCharge::new(id);
        let send = || request.customize().timeout(self.patience.time_limit).send(&self.library);
        Ok(found(self.patience.retried("read charge", send).await)?.map(|charge| Charge::read(&charge)))
    }

    /// The refund as it is now; `None` if Stripe knows no such id.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn find_refund(&self, id: &str) -> Result<Option<Refund>, StripeError> {
        let Ok(id) = checked_id(id, "re_").or_else(|_| checked_id(id, "pyr_")) else { return Ok(None) };
        let request = RetrieveRefund::new(id);
        let send = || request.customize().timeout(self.patience.time_limit).send(&self.library);
        Ok(found(self.patience.retried("read refund", send).await)?.map(|refund| Refund::read(&refund)))
    }

    /// The dispute as it is now; `None` if Stripe knows no such id.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn find_dispute(&self, id: &str) -> Result<Option<Dispute>, StripeError> {
        let Ok(id) = checked_id(id, "dp_").or_else(|_| checked_id(id, "du_")) else { return Ok(None) };
        let request = RetrieveDispute::new(id);
        let send = || request.customize().timeout(self.patience.time_limit).send(&self.library);
        Ok(found(self.patience.retried("read dispute", send).await)?.map(|dispute| Dispute::read(&dispute)))
    }

    /// Every refund and dispute of a payment. A hundred of each are more than a booking can have.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn list_movements(&self, payment_intent: &str) -> Result<Movements, StripeError> {
        let intent = checked_id(payment_intent, "pi_")?;
        let asked = ListRefund::new().payment_intent(intent).limit(100);
        let send = || asked.customize().timeout(self.patience.time_limit).send(&self.library);
        let refunds = self.patience.retried("list refunds", send).await?;
        let asked = ListDispute::new().payment_intent(intent).limit(100);
        let send = || asked.customize().timeout(self.patience.time_limit).send(&self.library);
        let disputes = self.patience.retried("list disputes", send).await?;
        Ok(Movements {
            refunds: refunds.data.iter().map(Refund::read).collect(),
            disputes: disputes.data.iter().map(Dispute::read).collect(),
        })
    }

    /// Takes over what we rely on. A word that Stripe adds one day is no state of ours.
    fn read(&self, session: &stripe_checkout::CheckoutSession) -> Result<CheckoutSession, StripeError> {
        use stripe_checkout::{CheckoutSessionPaymentStatus as Paying, CheckoutSessionStatus as Stage};
        let status = match &session.status {
            Some(Stage::Open) => CheckoutStatus::Open,
            Some(Stage::Complete) => CheckoutStatus::Complete,
            Some(Stage::Expired) => CheckoutStatus::Expired,
            _ => return Err(StripeError::Misconfigured("a checkout session has an unknown status")),
        };
        let payment_status = match &session.payment_status {
            Paying::Paid => PaymentStatus::Paid,
            Paying::NoPaymentRequired => PaymentStatus::NoPaymentRequired,
            _ => PaymentStatus::Unpaid,
        };
        let own_id = |key: &str| -> Option<Uuid> { session.metadata.as_ref()?.get(key)?.parse().ok() };
        Ok(CheckoutSession {
            id: session.id.as_str().to_owned(),
            status,
            payment_status,
            amount_total: session.amount_total,
            currency: session.currency.as_ref().map(ToString::to_string),
            payment_intent: session.payment_intent.as_ref().map(|intent| intent.id().as_str().to_owned()),
            client_reference_id: session.client_reference_id.clone(),
            payment_id: own_id(PAYMENT_ID),
            appointment_id: own_id(APPOINTMENT_ID),
            url: session.url.as_deref().and_then(|url| self.api.checkout_url(url)),
            expires_at: DateTime::from_timestamp(session.expires_at, 0),
            livemode: session.livemode,
        })
    }
}

/// A missing object is no error.
fn found<T>(result: Result<T, StripeError>) -> Result<Option<T>, StripeError> {
    match result {
        Ok(object) => Ok(Some(object)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error),
    }
}

fn strategy(key: &str) -> Result<RequestStrategy, StripeError> {
    let key = IdempotencyKey::new(key);
    key.map(RequestStrategy::Idempotent)
        .map_err(|_| StripeError::Misconfigured("an idempotency key has 1 to 255 characters"))
}

fn order_request(order: &CheckoutOrder) -> CreateCheckoutSession {
    let ids = HashMap::from([
        (PAYMENT_ID.to_owned(), order.payment_id.to_string()),
        (APPOINTMENT_ID.to_owned(), order.appointment_id.to_string()),
    ]);
    // Never fails: a currency this library does not know is passed on as it is.
    let Ok(currency) = order.currency.parse::<stripe_types::Currency>();
    let mut price = CreateCheckoutSessionLineItemsPriceData::new(currency);
    price.unit_amount = Some(order.amount_minor);
    price.product_data = Some(ProductData::new(order.product_name.as_str()));
    let mut line = CreateCheckoutSessionLineItems::new();
    line.price_data = Some(price);
    line.quantity = Some(1);
    let mut intent = CreateCheckoutSessionPaymentIntentData::new();
    intent.metadata = Some(ids.clone());
    let request = CreateCheckoutSession::new()
        .mode(stripe_checkout::CheckoutSessionMode::Payment)
        .allowed_payment_method_types(vec![CreateCheckoutSessionAllowedPaymentMethodTypes::Card])
        .line_items(vec![line])
        .client_reference_id(order.payment_id.to_string())
        .metadata(ids)
        .payment_intent_data(intent)
        .success_url(order.success_url.as_str())
        .cancel_url(order.cancel_url.as_str())
        .expires_at(order.expires_at.timestamp());
    match &order.customer_email {
        Some(email) => request.customer_email(email.as_str()),
        None => request,
    }
}
