package org.ordersaga.notification.mail;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table of messages. */
interface Notifications extends Repository<Notification, String> {

  Notification save(Notification notification);

  Optional<Notification> findById(String messageId);
}
