package org.ordersaga.sandbox.mail;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.ordersaga.sandbox.web.Paging;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Every mailbox of the world, in the database. */
@Repository
class Inbox {

  private final JdbcClient jdbc;

  Inbox(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Puts a message into the mailbox of each recipient; committed when this returns. */
  @Transactional
  void deliver(String sender, List<String> recipients, MailContent content) {
    for (String recipient : recipients) {
      jdbc.sql(
              """
              insert into mail (recipient, sender, message_id, subject, text, html)
              values (:recipient, :sender, :messageId, :subject, :text, :html)
              """)
          .param("recipient", normal(recipient))
          .param("sender", sender)
          .param("messageId", content.messageId())
          .param("subject", content.subject())
          .param("text", content.text())
          .param("html", content.html())
          .update();
    }
  }

  /**
   * Messages, newest first.
   *
   * @param to a recipient, or null for all
   */
  @Transactional(readOnly = true)
  Paging.Page<Mail> list(String to, Paging paging) {
    String wanted = to == null ? "true" : "recipient = :recipient";
    String recipient = to == null ? null : normal(to);
    long total =
        jdbc.sql("select count(*) from mail where " + wanted)
            .param("recipient", recipient)
            .query(Long.class)
            .single();
    List<Mail> items =
        jdbc.sql(
                "select * from mail where "
                    + wanted
                    + " order by seq desc limit :size offset :offset")
            .param("recipient", recipient)
            .param("size", paging.size())
            .param("offset", paging.offset())
            .query(Inbox::mail)
            .list();
    return paging.page(items, total, "/inbox", "to", to);
  }

  private static String normal(String address) {
    return address.toLowerCase(Locale.ROOT);
  }

  private static Mail mail(ResultSet row, int number) throws SQLException {
    return new Mail(
        row.getString("recipient"),
        row.getString("sender"),
        row.getString("subject"),
        row.getString("text"),
        row.getString("html"),
        row.getString("message_id"),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}
