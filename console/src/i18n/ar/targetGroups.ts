import type { Catalogue } from '../en'

export const targetGroups: Catalogue['resources']['target-groups'] = {
  name: 'مجموعة مستخدمين |||| مجموعات المستخدمين',
  whose: 'مجموعات مستخدمي شركة',
  new: 'مجموعة مستخدمين جديدة',
  edit: 'تعديل مجموعة المستخدمين',
  saved: 'حُفظت %{name}',
  counted: 'مستخدم واحد |||| %{count} مستخدمين',
  add: 'أضف مستخدمًا',
  added: '%{name} في المجموعة',
  remove: 'أخرج %{name}',
  removed: 'لم يعد %{name} في المجموعة',
  empty: 'لا مستخدم فيها بعد.',
  fields: { name: 'اسم المجموعة', userCount: 'المستخدمون', priority: 'الأولوية', createTime: 'تاريخ الإنشاء' },
  filters: { name: 'اسم المجموعة يحتوي', priority: 'الأولوية إحدى' },
  delete: {
    title: 'أتحذف %{name}؟',
    warning: 'يبقى المستخدمون الذين فيها.',
    done: 'حُذفت %{name}',
  },
}
